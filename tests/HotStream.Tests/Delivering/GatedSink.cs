namespace HotStream.Tests.Delivering;

/// <summary>A sink that takes nothing while its gate is closed, notes what it took, and fails where it is told to.</summary>
internal sealed class GatedSink(bool isOpen, Func<string, Exception?>? failure = null) : Sink<string>("gated")
{
    private readonly Func<string, Exception?>? _failAt = failure;

    public ManualResetEventSlim Gate { get; } = new(isOpen);

    /// <summary>Batches that are certain: time, then records by partition.</summary>
    public List<string> Taken { get; } = [];

    /// <summary>Called when a batch is certain.</summary>
    public Action? OnTaken { get; set; }

    public int Count
    {
        get
        {
            lock (Taken)
            {
                return Taken.Count;
            }
        }
    }

    private SortedDictionary<int, List<string>> Batch { get; } = [];

    protected internal override void Prepare(BatchTime time) => Batch.Clear();

    protected internal override SinkWriter<string> OpenWriter(SinkPartition partition) => new Writer(this, partition);

    protected internal override void Commit(BatchTime time)
    {
        lock (Taken)
        {
            Taken.Add($"{time.Milliseconds}: {string.Join(" | ", Batch.Values.Select(records => string.Join(' ', records)))}");
        }

        OnTaken?.Invoke();
    }

    private sealed class Writer(GatedSink sink, SinkPartition partition) : SinkWriter<string>
    {
        protected internal override void Begin(BatchTime time) => sink.Batch[partition.Index] = [];

        protected internal override void Write(ReadOnlySpan<string> records)
        {
            sink.Gate.Wait(partition.BatchStopping);
            foreach (string record in records)
            {
                if (sink._failAt?.Invoke(record) is { } thrown)
                {
                    throw thrown;
                }

                sink.Batch[partition.Index].Add(record);
            }
        }

        protected internal override Task CompleteAsync(CancellationToken stop) => Task.CompletedTask;

        protected internal override void Abort()
        {
        }
    }
}
