namespace HotStream;

/// <summary>
/// Asks a store until it answers: one that is away, refuses credentials or has too much to do is asked again, with growing delays, and
/// a person hears of it once, and once more when it is back. Any thread.
/// </summary>
/// <param name="copies">The store.</param>
/// <param name="settings">Whom it serves.</param>
internal sealed class CopyWait(CheckpointCopies copies, RecoverySettings settings)
{
    private static readonly TimeSpan s_firstDelay = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_longestDelay = TimeSpan.FromSeconds(5);

    private int _isAway;

    /// <summary>Asks until there is an answer.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="patience">How long; null for as long as it takes.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="IOException">There was none in time, or until it was given up.</exception>
    public T Until<T>(Func<CancellationToken, Task<T>> ask, TimeSpan? patience, CancellationToken stop)
    {
        TimeSpan delay = s_firstDelay;
        for (TimeSpan waited = TimeSpan.Zero; ;)
        {
            long began = Environment.TickCount64;
            try
            {
                T answer = ask(stop).GetAwaiter().GetResult();
                if (Interlocked.Exchange(ref _isAway, 0) != 0)
                {
                    CopyMessages.IsBack(settings.Logger, copies.Name);
                }

                return answer;
            }
            catch (Exception failure)
            {
                string why = PlainText.Of(failure.Message);
                if (stop.IsCancellationRequested || waited >= patience)
                {
                    throw new IOException(
                        $"The checkpoint copies of context {settings.Name} in {copies.Name} did not answer: {why}", failure);
                }

                if (Interlocked.Exchange(ref _isAway, 1) == 0)
                {
                    CopyMessages.IsAway(settings.Logger, settings.Name, copies.Name, why);
                }
            }

            stop.WaitHandle.WaitOne(delay);
            waited += TimeSpan.FromMilliseconds(Environment.TickCount64 - began);
            delay = delay * 2 < s_longestDelay ? delay * 2 : s_longestDelay;
        }
    }
}
