namespace HotStream.Kafka;

/// <summary>
/// What is under way of one partition's batch. Records are counted by their writer, what became of them by the producer's thread, many at
/// a time; the two meet under the lock.
/// </summary>
internal sealed class KafkaOutbox(ushort index)
{
    private const int BatchShift = 32;
    private const int IndexShift = 48;

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _news = new();
    private TaskCompletionSource? _whenDone;
    private List<RefusedRecord> _refused = [];
    private Exception? _failure;
    private long _settled;
    private ushort _batch;

    /// <summary>Records given to the producer. The writer's.</summary>
    public long Sent { get; set; }

    /// <summary>The outbox that a record's tag names.</summary>
    public static int IndexOf(nint tag) => (int)((ulong)tag >> IndexShift);

    /// <summary>What a record is recognised by: outbox, batch and its number in it.</summary>
    public nint TagOf(long record) => (nint)(((ulong)index << IndexShift) | ((ulong)_batch << BatchShift) | (uint)record);

    /// <summary>Forgets the batch: what becomes of its records is nobody's interest any more.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _batch++;
            _settled = 0;
            Sent = 0;
            _failure = null;
            _refused = [];
            _whenDone = null;
        }
    }

    /// <summary>The producer's thread: records of this outbox are done.</summary>
    public void Settle(nint tag, long taken)
    {
        lock (_gate)
        {
            if (IsOfBatch(tag))
            {
                _settled += taken;
                DoneIfDone();
            }
        }

        _news.Set();
    }

    /// <summary>The producer's thread: a record was refused.</summary>
    public void Refuse(nint tag, KafkaCode code, byte[]? key, byte[]? payload, byte[]? headers)
    {
        lock (_gate)
        {
            if (IsOfBatch(tag))
            {
                _refused.Add(new RefusedRecord((uint)tag, code, key, payload, headers));
                _settled++;
                DoneIfDone();
            }
        }

        _news.Set();
    }

    /// <summary>The batch cannot succeed.</summary>
    public void Fail(nint tag, Exception failure)
    {
        lock (_gate)
        {
            if (IsOfBatch(tag))
            {
                _failure ??= failure;
                _settled++;
                _whenDone?.TrySetException(_failure);
            }
        }

        _news.Set();
    }

    /// <summary>Throws what the batch has failed of.</summary>
    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            throw new IOException(failure.Message, failure);
        }
    }

    /// <summary>Waits until something has become of a record, or for a moment.</summary>
    public void AwaitNews(CancellationToken stop)
    {
        _news.Wait(100, stop);
        _news.Reset();
    }

    /// <summary>Ends when all that was sent is done.</summary>
    public Task WhenDoneAsync()
    {
        lock (_gate)
        {
            _whenDone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            if (_failure is not null)
            {
                _whenDone.SetException(_failure);
            }
            else
            {
                DoneIfDone();
            }

            return _whenDone.Task;
        }
    }

    /// <summary>What was refused since the last call.</summary>
    public List<RefusedRecord> TakeRefused()
    {
        lock (_gate)
        {
            List<RefusedRecord> refused = _refused;
            _refused = [];
            return refused;
        }
    }

    private bool IsOfBatch(nint tag) => (ushort)((ulong)tag >> BatchShift) == _batch;

    private void DoneIfDone()
    {
        if (_settled == Sent)
        {
            _whenDone?.TrySetResult();
        }
    }
}
