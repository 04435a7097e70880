using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Keeps the log of what was received from filling the disk itself: where checkpoints are late it grows, and on a full disk no checkpoint
/// could be written any more that lets go of it. Law: while the log holds more than <see cref="Reserve"/>, and there is not that much room
/// beside two checkpoints, nothing is taken from rings. A lane looks whenever it wrote half of that more, the driver after each batch
/// while it is so.
/// </summary>
/// <param name="directory">Where log and checkpoints are.</param>
/// <param name="logger">Who is notified.</param>
/// <param name="needed">Bytes of a checkpoint and of what waits for the disk; any thread.</param>
/// <param name="held">Bytes of the log; any thread.</param>
internal sealed class LogRoom(string directory, ILogger logger, Func<long> needed, Func<long> held)
{
    /// <summary>Room that is left free; a lane writes half of it from one look to the next.</summary>
    public const long Reserve = 64 * 1024 * 1024;

    private volatile bool _isTight;

    /// <summary>Whether the room there is is for checkpoints. Any thread.</summary>
    public bool IsTight => _isTight;

    /// <summary>Looks how much room there is. Any thread.</summary>
    public void Look()
    {
        long least = Reserve + (2 * needed());
        long free = DiskWait.FreeBytesOf(directory);
        bool isTight = free >= 0 && free < least && held() > Reserve;
        if (isTight && !_isTight)
        {
            RecoveryMessages.DiskIsTight(logger, directory, held(), free, least);
        }

        _isTight = isTight;
    }
}
