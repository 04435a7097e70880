namespace HotStream.Sinks;

/// <summary>
/// One partition's way into a server that takes requests of many records: records are encoded into a body; a full or old one is sent while the next is filled. A fixed number of
/// bodies exists: when all are under way, <see cref="Room"/> blocks, and with it the stream. Those who derive encode and send.
/// </summary>
internal abstract partial class RequestWriter<T>(string sink, SinkPartition partition, RequestLimits limits, TimeProvider clock) : SinkWriter<T>
{
    private readonly Lock _gate = new();
    private readonly Stack<RecordBody> _free = [];
    private readonly SemaphoreSlim _bodies = new(limits.InFlight + 1); // one is filled while the others are under way
    private readonly InFlightGate _inFlight = new(limits.InFlight);
    private int _mostBytes = limits.Bytes;
    private RecordBody? _body;
    private BatchRun? _run;
    private Task _last = Task.CompletedTask;
    private bool _isDisposed;

    protected SinkPartition Partition => partition;

    /// <summary>Which record of this partition and batch comes next, from 0.</summary>
    protected long Position { get; set; }

    protected override void Begin(BatchTime time)
    {
        _run = new BatchRun(time, partition.Stopping);
        Position = 0;
    }

    protected override Task CompleteAsync(CancellationToken stop)
    {
        BatchRun run = _run!;
        SendOpen(run);
        run.Remove();
        return CompleteAsync(run, stop);
    }

    protected override void Abort()
    {
        EndRun();
        if (_body is { } body)
        {
            _body = null;
            GiveBack(body);
        }
    }

    protected override void Dispose(bool disposing)
    {
        EndRun();
        lock (_gate)
        {
            _isDisposed = true;
            while (_free.TryPop(out RecordBody? body))
            {
                body.Dispose();
            }
        }

        _body?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The body to encode the next record into.</summary>
    protected RecordBody Room()
    {
        RecordBody? body = _body;
        return body is not null && body.Count < limits.Records && body.Length < _mostBytes ? body : Next();
    }

    /// <summary>Sends the open body if its first record has waited too long; throws what a request of this batch has failed of.</summary>
    protected void SendIfOld()
    {
        BatchRun run = _run!;
        run.ThrowIfFailed();
        if (_body is { Count: > 0 } body && partition.TimeProvider.GetElapsedTime(body.Since) >= limits.Age)
        {
            SendOpen(run);
        }
    }

    /// <summary>A record the server will never take.</summary>
    protected void Reject(BatchTime time, long position, ReadOnlySpan<byte> record, string reason) => partition.Reject(sink, time, position, reason, record);

    /// <summary>The time of the batch being written.</summary>
    protected BatchTime Time => _run!.Time;

    private RecordBody Next()
    {
        BatchRun run = _run!;
        SendOpen(run);
        try
        {
            _bodies.Wait(run.Cancelled);
        }
        catch (OperationCanceledException)
        {
            run.ThrowIfFailed();
            throw;
        }

        lock (_gate)
        {
            if (!_free.TryPop(out _body))
            {
                _body = new RecordBody(limits.Bytes);
            }
        }

        _body.Since = partition.TimeProvider.GetTimestamp();
        return _body;
    }

    private void SendOpen(BatchRun run)
    {
        if (_body is not { } body)
        {
            return;
        }

        _body = null;
        if (body.Count == 0)
        {
            GiveBack(body);
            return;
        }

        run.Add();
        _last = SendAsync(run, body, limits.InFlight == 1 ? _last : Task.CompletedTask); // one at a time keeps the order, also when one is sent again
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
