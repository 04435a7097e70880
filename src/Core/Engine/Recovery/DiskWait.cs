using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// What happens when a disk refuses what a batch must not begin without, because it is full: the batch waits, nothing more is taken from
/// rings, so sources wait too and nothing is acknowledged; a message says what is needed; work goes on when the disk takes it.
/// </summary>
/// <param name="directory">What is written to.</param>
/// <param name="logger">Who is notified.</param>
/// <param name="needed">How many bytes there must be room for; any thread.</param>
/// <param name="stop">Ends the wait: the batch then fails.</param>
/// <param name="letGo">Removes what nobody needs.</param>
internal sealed class DiskWait(string directory, ILogger logger, Func<long> needed, CancellationToken stop, Action? letGo = null)
{
    private const long Least = 4096; // a block, whatever is written

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    /// <summary>How much room there is for files in a directory; -1 when that is not known.</summary>
    public static long FreeBytesOf(string directory)
    {
        try
        {
            return new DriveInfo(Path.GetFullPath(directory)).AvailableFreeSpace;
        }
        catch (Exception unknown) when (unknown is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return -1;
        }
    }

    /// <summary>Writes until it succeeds.</summary>
    /// <param name="write">Writes; may be called again after it threw.</param>
    /// <exception cref="IOException">The disk refused to the end.</exception>
    public void Until(Action write)
    {
        bool waits = false;
        while (!TryOnce(write, ref waits))
        {
            stop.WaitHandle.WaitOne(s_pause);
        }

        if (waits)
        {
            RecoveryMessages.DiskTakes(logger, directory);
        }
    }

    private bool TryOnce(Action write, ref bool waits)
    {
        try
        {
            write();
            return true;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException && !stop.IsCancellationRequested)
        {
            if (!waits)
            {
                RecoveryMessages.DiskRefuses(logger, directory, refusal.Message, FreeBytesOf(directory), Math.Max(Least, needed()));
            }

            letGo?.Invoke();
            waits = true;
            return false;
        }
    }
}
