namespace HotStream;

/// <summary>
/// Parts dealt to workers: those side by side to one worker, one after the other, so that what comes first in a source is first in what the
/// first worker makes of it.
/// </summary>
internal static class Shares
{
    /// <summary>The parts of a worker: the first one, and one after the last.</summary>
    public static (int Start, int End) Of(int worker, int workers, int parts) =>
        ((int)((long)worker * parts / workers), (int)((worker + 1L) * parts / workers));
}
