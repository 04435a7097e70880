namespace HotStream.Tests.Delivering;

/// <summary>A sink that notes every call, and fails where it is told to.</summary>
internal sealed class RecordingSink(Func<string, Exception?>? failAt = null) : Sink<string>("recording")
{
    public List<string> Calls { get; } = [];

    public int Open { get; private set; }

    public TaskCompletionSource? Hold { get; set; }

    /// <summary>A partition and a record at which the writer blocks until its batch is to stop.</summary>
    public string? Blocks { get; init; }

    /// <summary>A call that partition 0 waits for before it completes.</summary>
    public string? Awaits { get; init; }

    /// <summary>A partition that completes when its batch is to stop.</summary>
    public string? Holds { get; init; }

    /// <summary>A partition that completes when <see cref="Wake"/> does, and hears no stop.</summary>
    public string? Deaf { get; init; }

    public TaskCompletionSource Wake { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected internal override SinkWriter<string> OpenWriter(SinkPartition partition)
    {
        Note($"open {partition.Index} of {partition.Context}");
        lock (Calls)
        {
            Open++;
        }

        return new Writer(this, partition);
    }

    protected internal override void Prepare(BatchTime time) => Note($"prepare {time.Milliseconds}");

    protected internal override void Commit(BatchTime time) => Note($"commit {time.Milliseconds}");

    protected override void Dispose(bool disposing)
    {
        Note("disposed");
        base.Dispose(disposing);
    }

    private bool HasNoted(string call)
    {
        lock (Calls)
        {
            return Calls.Contains(call);
        }
    }

    private void Note(string call)
    {
        lock (Calls)
        {
            Calls.Add(call);
        }

        if (failAt?.Invoke(call) is { } failure)
        {
            throw failure;
        }
    }

    private sealed class Writer(RecordingSink sink, SinkPartition partition) : SinkWriter<string>
    {
        protected internal override void Begin(BatchTime time) => sink.Note($"{partition.Index} begin {time.Milliseconds}");

        protected internal override void Write(ReadOnlySpan<string> records)
        {
            foreach (string record in records)
            {
                if (record.StartsWith('!'))
                {
                    partition.Reject(new DeadLetter(sink.Name, $"partition {partition.Index}", "begins with !",
                        System.Text.Encoding.UTF8.GetBytes(record)));
                }
                else
                {
                    if (sink.Blocks == $"{partition.Index} {record}")
                    {
                        partition.BatchStopping.WaitHandle.WaitOne();
                        partition.BatchStopping.ThrowIfCancellationRequested();
                    }

                    sink.Note($"{partition.Index} {record}");
                }
            }
        }

        protected internal override async Task CompleteAsync(CancellationToken stop)
        {
            if (sink.Holds == $"{partition.Index}")
            {
                await Task.Delay(Timeout.Infinite, stop);
            }

            if (sink.Deaf == $"{partition.Index}")
            {
                await sink.Wake.Task;
            }

            while (partition.Index == 0 && sink.Awaits is { } call && !sink.HasNoted(call))
            {
                await Task.Delay(1, stop);
            }

            if (sink.Hold is { } hold)
            {
                await hold.Task.WaitAsync(stop);
            }

            sink.Note($"{partition.Index} complete");
        }

        protected internal override void Abort() => sink.Note($"{partition.Index} abort");

        protected override void Dispose(bool disposing)
        {
            lock (sink.Calls)
            {
                sink.Open--;
            }

            base.Dispose(disposing);
        }
    }
}
