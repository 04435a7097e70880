using System.Text;

namespace HotStream.Testing;

/// <summary>One life's way into a recording sink.</summary>
internal sealed class RecordingTarget<T>(RecordingSink<T> owner, ICrashGate? gate) : Sink<T>("recording")
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<int, IReadOnlyList<T>> _complete = []; // by partition

    protected override SinkWriter<T> OpenWriter(SinkPartition partition) => new Writer(this, owner, gate, partition);

    protected override void Prepare(BatchTime time)
    {
        gate?.ThrowIfOver();
        owner.Begin();
        lock (_gate)
        {
            _complete.Clear();
        }
    }

    protected override void Commit(BatchTime time)
    {
        gate?.Reach(CrashMoment.InOutput, time);
        lock (_gate)
        {
            owner.Commit(time, [.. _complete.Values.SelectMany(static records => records)]);
        }
    }

    private void Keep(int partition, IReadOnlyList<T> records)
    {
        lock (_gate)
        {
            _complete[partition] = records;
        }
    }

    private sealed class Writer(RecordingTarget<T> sink, RecordingSink<T> owner, ICrashGate? gate, SinkPartition partition)
        : SinkWriter<T>
    {
        private List<T> _records = [];
        private BatchTime _time;
        private long _position;

        protected override void Begin(BatchTime time)
        {
            gate?.ThrowIfOver();
            (_records, _time, _position) = ([], time, 0);
        }

        protected override void Write(ReadOnlySpan<T> records)
        {
            foreach (T record in records)
            {
                if (owner.Refuses?.Invoke(record) == true)
                {
                    partition.Reject(sink.Name, _time, _position, "The sink was made to refuse this record.",
                        Encoding.UTF8.GetBytes(RecordText.Format(record)));
                }
                else
                {
                    _records.Add(record);
                }

                _position++;
            }
        }

        protected override async Task CompleteAsync(CancellationToken stop)
        {
            await owner.AwaitReturn(stop).ConfigureAwait(false);
            owner.ThrowIfFailing(_time);
            sink.Keep(partition.Index, _records);
        }

        protected override void Abort() => _records = [];
    }
}
