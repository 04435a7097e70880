using System.Runtime.ExceptionServices;

namespace HotStream.Sinks;

/// <summary>
/// The requests of one partition of one batch: how many are under way, whether one has failed, and the word to stop them all. Thread-safe.
/// </summary>
internal sealed class BatchRun : IDisposable
{
    private readonly CancellationTokenSource _cancel;
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _pending = 1; // the writer itself, until it has sent its last
    private Exception? _failure;

    public BatchRun(BatchTime time, CancellationToken stopping)
    {
        _cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        Time = time;
        Cancelled = _cancel.Token;
    }

    public BatchTime Time { get; }

    public CancellationToken Cancelled { get; }

    public void Add() => Interlocked.Increment(ref _pending);

    public void Remove()
    {
        if (Interlocked.Decrement(ref _pending) == 0)
        {
            _done.SetResult();
        }
    }

    public void Fail(Exception failure)
    {
        if (Interlocked.CompareExchange(ref _failure, failure, null) is null)
        {
            Cancel();
        }
    }

    public void Cancel() => _cancel.Cancel();

    public void ThrowIfFailed()
    {
        if (Volatile.Read(ref _failure) is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <summary>Ends when no request is under way; throws the first failure.</summary>
    public async Task WaitAsync(CancellationToken stop)
    {
        using (stop.UnsafeRegister(static run => ((BatchRun)run!).Cancel(), this))
        {
            await _done.Task.ConfigureAwait(false);
        }

        ThrowIfFailed();
    }

    public void Dispose() => _cancel.Dispose();
}
