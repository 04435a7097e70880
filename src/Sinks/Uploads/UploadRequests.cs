using Microsoft.Extensions.Logging;

namespace HotStream.Sinks;

/// <summary>The requests that make one file, each tried again while its store is away. Thread-safe.</summary>
internal sealed class UploadRequests(UploadStore store, string file, TimeProvider time, ILogger logger)
{
    private static readonly TimeSpan s_abortFor = TimeSpan.FromSeconds(3);

    public int PartBytes => store.PartBytes;

    public int PartsInFlight => Math.Max(1, store.PartsInFlight);

    public Task PutAsync(ReadOnlyMemory<byte> content, CancellationToken stop) => TryAsync(
        async cancel =>
        {
            await store.PutAsync(file, content, cancel).ConfigureAwait(false);
            return true;
        }, stop);

    public Task<string> BeginAsync(CancellationToken stop) => TryAsync(cancel => store.BeginAsync(file, cancel), stop);

    public Task<string> PutPartAsync(string upload, int number, long offset, ReadOnlyMemory<byte> content, CancellationToken stop) =>
        TryAsync(cancel => store.PutPartAsync(new UploadPart(file, upload, number, offset), content, cancel), stop);

    public Task CompleteAsync(string upload, IReadOnlyList<string> parts, long length, CancellationToken stop) => TryAsync(
        async cancel =>
        {
            await store.CompleteAsync(file, upload, parts, length, cancel).ConfigureAwait(false);
            return true;
        }, stop);

    /// <summary>Takes back what was sent of it; does not throw.</summary>
    public async Task AbortAsync(string upload)
    {
        using var patience = new CancellationTokenSource(s_abortFor);
        try
        {
            await TryAsync(
                async cancel =>
                {
                    await store.AbortAsync(file, upload, cancel).ConfigureAwait(false);
                    return true;
                }, patience.Token).ConfigureAwait(false);
        }
        catch (Exception failure)
        {
            UploadLog.NotAborted(logger, store.Name, PlainText.Of(failure.Message, 300));
        }
    }

    private async Task<TAnswer> TryAsync<TAnswer>(Func<CancellationToken, Task<TAnswer>> ask, CancellationToken stop)
    {
        var backoff = new Backoff(store.RetryFor, time);
        while (true)
        {
            try
            {
                return await ask(stop).ConfigureAwait(false);
            }
            catch (Exception failure) when (!stop.IsCancellationRequested && store.IsAway(failure))
            {
                if (!backoff.TryAgain(out TimeSpan delay))
                {
                    throw new IOException($"{failure.Message} It was tried for {PlainText.Of(store.RetryFor)} (RetryFor).", failure);
                }

                UploadLog.TryingAgain(logger, store.Name, delay.TotalMilliseconds, failure.Message);
                await Task.Delay(delay, time, stop).ConfigureAwait(false);
            }
        }
    }
}
