namespace HotStream;

/// <summary>The completed batches: totals, and the last ones in full. Safe from any thread.</summary>
internal sealed class ProgressLog
{
    private const int Kept = 1000; // spark.streaming.ui.retainedBatches

    private readonly Lock _gate = new();
    private readonly Queue<BatchInfo> _last = new();
    private long _batches;
    private long _failed;
    private long _records;

    public void Add(BatchInfo info)
    {
        lock (_gate)
        {
            if (_last.Count == Kept)
            {
                _last.Dequeue();
            }

            _last.Enqueue(info);
            _batches++;
            _failed += info.Failures > 0 ? 1 : 0;
            _records += info.Records;
        }
    }

    public (long Batches, long Failed, long Records, BatchInfo[] Last) Read()
    {
        lock (_gate)
        {
            return (_batches, _failed, _records, _last.ToArray());
        }
    }
}
