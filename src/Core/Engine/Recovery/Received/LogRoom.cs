using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// Keeps the log of what was received from filling the disk itself: where checkpoints are late it grows, and on a full disk no checkpoint
/// could be written any more that lets go of it. Law: while the log holds more than two files, and there is not that much room
/// beside two checkpoints, nothing is taken from rings. A lane looks whenever it wrote a file more, the driver after each batch
/// while it is so. Files that are kept to be written over have no more room than there is left beside, and go before it is tight.
/// </summary>
/// <param name="directory">Where log and checkpoints are.</param>
/// <param name="logger">Who is notified.</param>
/// <param name="segmentBytes">Bytes of a file of the log.</param>
/// <param name="needed">Bytes of a checkpoint and of what waits for the disk; any thread.</param>
/// <param name="held">Bytes of the log; any thread.</param>
/// <param name="letGo">Removes files that are kept to be written over; any thread.</param>
internal sealed class LogRoom(string directory, ILogger logger, int segmentBytes, Func<long> needed, Func<long> held, Action letGo)
{
    private readonly long _reserve = 2L * segmentBytes;
    private volatile bool _isTight;

    /// <summary>Bytes of a file of the log.</summary>
    public int SegmentBytes => segmentBytes;

    /// <summary>Whether the room there is is for checkpoints. Any thread.</summary>
    public bool IsTight => _isTight;

    private long Least => _reserve + (2 * needed());

    /// <summary>Whether a file may be kept to be written over, where so many bytes are already. Any thread.</summary>
    public bool MayKeep(long kept) => DiskWait.FreeBytesOf(directory) is var free && free >= kept + (4 * Least);

    /// <summary>Looks how much room there is. Any thread.</summary>
    public void Look()
    {
        long least = Least;
        long free = DiskWait.FreeBytesOf(directory);
        if (free >= 0 && free < 2 * least)
        {
            letGo();
            free = DiskWait.FreeBytesOf(directory);
        }

        bool isTight = free >= 0 && free < least && held() > _reserve;
        if (isTight && !_isTight)
        {
            RecoveryMessages.DiskIsTight(logger, directory, held(), free, least);
        }

        _isTight = isTight;
    }
}
