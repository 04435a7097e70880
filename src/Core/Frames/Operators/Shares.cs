namespace HotStream;

/// <summary>
/// Parts dealt to workers: those side by side to one worker, one after the other, so that what comes first in a source is first in what the
/// first worker makes of it.
/// </summary>
internal static class Shares
{
    /// <summary>Does the share of one of several workers.</summary>
    public static void Do(int worker, int workers, int parts, Action<int> work, CancellationToken cancellation)
    {
        int end = (int)((worker + 1L) * parts / workers);
        for (int part = (int)((long)worker * parts / workers); part < end; part++)
        {
            cancellation.ThrowIfCancellationRequested();
            work(part);
        }
    }
}
