namespace HotStream.Sinks;

/// <summary>
/// One partition's way into a server that takes requests of many records: records are encoded into a body; a full or old one is sent while
/// the next is filled. A fixed number of bodies exists: when all are under way, <see cref="Room()"/> blocks, and with it the stream.
/// Those who derive encode and send. Records with a key keep their order: the first request of a batch takes records of any key, so that a
/// small batch is one request; when it is full, later records go to lanes by a hash of their key. In a lane a request waits for the one
/// before, whatever is sent again, and all lanes wait for the first. Nothing is remembered of a record but its hash.
/// </summary>
internal abstract partial class RequestWriter<T>(string sink, SinkPartition partition, RequestLimits limits, TimeProvider clock,
    bool isKeyed = false) : SinkWriter<T>
{
    private readonly Lock _gate = new();
    private readonly Stack<RecordBody> _free = [];
    // those being filled beside those under way
    private readonly SemaphoreSlim _bodies = new(isKeyed ? 2 * limits.InFlight : limits.InFlight + 1);
    private readonly InFlightGate _inFlight = new(limits.InFlight);
    private readonly RecordBody?[] _open = new RecordBody?[isKeyed ? limits.InFlight : 1];
    private readonly Task[] _last = new Task[isKeyed ? limits.InFlight : 1];
    private int _mostBytes = limits.Bytes;
    private bool _isSpread;
    private BatchRun? _run;
    private bool _isDisposed;

    protected SinkPartition Partition => partition;

    /// <summary>Which record of this partition and batch comes next, from 0.</summary>
    protected long Position { get; set; }

    protected override void Begin(BatchTime time)
    {
        _run = new BatchRun(time, partition.BatchStopping);
        _isSpread = false;
        Array.Fill(_last, Task.CompletedTask);
        Position = 0;
    }

    protected override Task CompleteAsync(CancellationToken stop)
    {
        BatchRun run = _run!;
        for (int lane = 0; lane < _open.Length; lane++)
        {
            SendOpen(run, lane);
        }

        run.Remove();
        return CompleteAsync(run, stop);
    }

    protected override void Abort()
    {
        EndRun();
        foreach (ref RecordBody? open in _open.AsSpan())
        {
            if (open is { } body)
            {
                open = null;
                GiveBack(body);
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        Abort();
        lock (_gate)
        {
            _isDisposed = true;
            while (_free.TryPop(out RecordBody? body))
            {
                body.Dispose();
            }
        }

        base.Dispose(disposing);
    }

    /// <summary>The body to encode the next record into.</summary>
    protected RecordBody Room() => RoomIn(0);

    /// <summary>The body to encode the next record of a key into.</summary>
    protected RecordBody Room(ulong key) => RoomIn(_isSpread ? LaneOf(key) : 0);

    /// <summary>Sends bodies whose first record has waited too long; throws what a request of this batch has failed of.</summary>
    protected void SendIfOld()
    {
        BatchRun run = _run!;
        run.ThrowIfFailed();
        for (int lane = 0; lane < _open.Length; lane++)
        {
            if (_open[lane] is { Count: > 0 } body && partition.TimeProvider.GetElapsedTime(body.Since) >= limits.Age)
            {
                SendOpen(run, lane);
            }
        }
    }

    /// <summary>A record the server will never take.</summary>
    protected void Reject(BatchTime time, long position, ReadOnlySpan<byte> record, string reason) =>
        partition.Reject(sink, time, position, reason, record);

    /// <summary>The time of the batch being written.</summary>
    protected BatchTime Time => _run!.Time;

    // mixed anew: partitions are chosen by the same hash
    private int LaneOf(ulong key) => (int)((((key ^ (key >> 29)) * 0xBF58476D1CE4E5B9) >> 32) * (ulong)_open.Length >> 32);

    private RecordBody RoomIn(int lane)
    {
        RecordBody? body = _open[lane];
        if (body is not null && body.Count < limits.Records && body.Length < _mostBytes)
        {
            return body;
        }

        BatchRun run = _run!;
        SendOpen(run, lane);
        return _open[lane] = Next(run);
    }

    private RecordBody Next(BatchRun run)
    {
        try
        {
            _bodies.Wait(run.Cancelled);
        }
        catch (OperationCanceledException)
        {
            run.ThrowIfFailed();
            throw;
        }

        RecordBody? body;
        lock (_gate)
        {
            if (!_free.TryPop(out body))
            {
                body = new RecordBody(limits.Bytes);
            }
        }

        body.Since = partition.TimeProvider.GetTimestamp();
        return body;
    }

    private void SendOpen(BatchRun run, int lane)
    {
        if (_open[lane] is not { } body)
        {
            return;
        }

        _open[lane] = null;
        if (body.Count == 0)
        {
            GiveBack(body);
            return;
        }

        run.Add();
        bool isInOrder = isKeyed || limits.InFlight == 1; // one at a time keeps the order, also when one is sent again
        Task sent = _last[lane] = SendAsync(run, body, isInOrder ? _last[lane] : Task.CompletedTask);
        if (!_isSpread)
        {
            _isSpread = true;
            Array.Fill(_last, sent);
        }
    }

    private async Task SendAsync(BatchRun run, RecordBody body, Task previous)
    {
        try
        {
            await previous.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // the worker encodes on, a pool's thread fills the socket
            await SendAsync(body, 0, body.Count, run.Time, run.Cancelled).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            run.Fail(failure);
        }
        finally
        {
            GiveBack(body);
            run.Remove();
        }
    }

    private async Task CompleteAsync(BatchRun run, CancellationToken stop)
    {
        await run.WaitAsync(stop).ConfigureAwait(false);
        _run = null;
        run.Dispose();
    }

    private void EndRun()
    {
        if (_run is { } run)
        {
            _run = null;
            run.Cancel();
            run.Dispose(); // requests that are being cancelled keep the token, which stays cancelled
        }
    }

    private void GiveBack(RecordBody body)
    {
        lock (_gate)
        {
            if (_isDisposed)
            {
                body.Dispose();
                return;
            }

            body.Clear();
            _free.Push(body);
        }

        _bodies.Release();
    }
}
