using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Passes batches from the driver to an asynchronous reader, one at a time; the driver waits until the reader asks for the next.
/// </summary>
internal sealed class BatchHandOver<T>(CancellationToken terminated)
{
    private readonly SemaphoreSlim _offered = new(0);
    private readonly SemaphoreSlim _read = new(0);
    private Batch<T>? _batch;
    private volatile bool _abandoned;
    private bool _isRead;

    public void Offer(Batch<T> batch)
    {
        if (_abandoned)
        {
            return;
        }

        _batch = batch;
        _offered.Release();
        try
        {
            _read.Wait(terminated);
        }
        catch (OperationCanceledException)
        {
            // the context stops: nobody will read on
        }
    }

    public async IAsyncEnumerable<Batch<T>> ReadAllAsync([EnumeratorCancellation] CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _isRead, true))
        {
            throw new InvalidOperationException(
                "These batches have a reader already; two would share them out, each missing what the other got. Call ReadAllAsync once "
                + "for each reader, before the start.");
        }

        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, terminated);
        try
        {
            while (true)
            {
                try
                {
                    await _offered.WaitAsync(either.Token).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (!stop.IsCancellationRequested)
                {
                    yield break;
                }

                yield return _batch!;
                _read.Release();
            }
        }
        finally
        {
            _abandoned = true;
            _read.Release();
        }
    }
}
