using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HotStream;

/// <summary>
/// The files of one lane's log: one after the other, each of <see cref="SegmentBytes"/> and what its last frame needs more. A start begins
/// a new file and never writes to an old one: what a crash cut off at the end of that stays there, behind its last frame.
/// <para>One thread writes; others sync, read, and remove meanwhile.</para>
/// </summary>
internal sealed class LaneFiles(string directory, string input, int lane, IEnumerable<ReceivedSegment> segments) : IDisposable
{
    /// <summary>Pieces that one call may write.</summary>
    public const int PiecesMax = 16;

    private const int SegmentBytes = 32 * 1024 * 1024;
    private const int WriteBytes = 256 * 1024; // in one call: a quarter cheaper than a call for each slab, and still in a core's cache

    private readonly List<ReceivedSegment> _segments = [.. segments];
    private readonly List<SafeFileHandle> _full = []; // written and not synced
    private readonly byte[] _headers = new byte[PiecesMax * Frame.HeaderBytes];
    private readonly List<ReadOnlyMemory<byte>> _gathered = [];
    private readonly Lock _gate = new(); // once a sync, and once a file
    private readonly Lock _syncing = new();
    private SafeFileHandle? _file;
    private long _fileStart; // its position
    private long _written;
    private long _synced;
    private EarlyWriteback _early; // of the file
    private bool _isNewName; // a file whose name is not certain to be found
    private byte[] _description = [];

    /// <summary>What lies before this position is in a file.</summary>
    public long Written => Volatile.Read(ref _written);

    /// <summary>Whether something was written and not synced.</summary>
    public bool HasUnsynced => Written > Volatile.Read(ref _synced);

    /// <summary>Bytes in files. Any thread.</summary>
    public long HeldBytes
    {
        get
        {
            lock (_gate)
            {
                return Written - Begin;
            }
        }
    }

    /// <summary>Position of the first byte there is of earlier lives.</summary>
    public long Begin => _segments is [ReceivedSegment first, ..] ? first.Position : 0;

    /// <summary>Where the last frame of earlier lives ends that checks, and how many bytes lie behind it.</summary>
    public (long End, long Cut) FindEnd()
    {
        if (_segments is not [.., ReceivedSegment last])
        {
            return (0, 0);
        }

        byte[] bytes = File.ReadAllBytes(last.Path);
        int end = ReceivedSegment.FramesOf(bytes).Last().Offset;
        return (last.Position + end, bytes.Length - end);
    }

    /// <summary>From where on this life appends; nothing lies behind it.</summary>
    /// <param name="position">The position.</param>
    public void BeginAt(long position) => _written = _synced = position;

    /// <summary>Says what a record is, as text that is compared after a restart.</summary>
    public void Describe(string description) => _description = Encoding.UTF8.GetBytes(description);

    /// <summary>What earlier lives say a record is, where it is not what it is now; null when they agree.</summary>
    public string? FindOtherDescription() => _segments
        .Select(segment => ReceivedSegment.FramesOf(File.ReadAllBytes(segment.Path)).First().Payload)
        .Where(description => description is { } other && !other.Span.SequenceEqual(_description))
        .Select(description => Encoding.UTF8.GetString(description!.Value.Span))
        .FirstOrDefault();

    /// <summary>Writes pieces in one call; after an exception they can be written again.</summary>
    /// <param name="pieces">Of these as many from the first on as make a call worth its cost; <see cref="PiecesMax"/> at most.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public int Write(ReadOnlySpan<LogPiece> pieces)
    {
        if (_file is null || _written - _fileStart > SegmentBytes)
        {
            OpenNext();
        }

        _gathered.Clear();
        long length = 0;
        int count = 0;
        while (count < pieces.Length && length < WriteBytes)
        {
            ReadOnlyMemory<byte> bytes = pieces[count].Bytes;
            if (pieces[count].IsPayload)
            {
                Memory<byte> header = _headers.AsMemory(count * Frame.HeaderBytes, Frame.HeaderBytes);
                Frame.MakeHeader(bytes.Span, default, header.Span);
                _gathered.Add(header);
                length += header.Length;
            }

            _gathered.Add(bytes);
            length += bytes.Length;
            count++;
        }

        RandomAccess.Write(_file!, _gathered, _written - _fileStart);
        Volatile.Write(ref _written, _written + length);
        _early.Note(_file!, _written - _fileStart);
        return count;
    }

    /// <summary>What was written is on disk when this returns. Any thread.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Sync()
    {
        lock (_syncing)
        {
            SyncFiles();
        }
    }

    /// <summary>Removes the files that hold nothing behind a position.</summary>
    public void Forget(long position)
    {
        lock (_gate)
        {
            while (_segments is [ReceivedSegment first, ReceivedSegment second, ..] && second.Position <= position)
            {
                File.Delete(first.Path);
                _segments.RemoveAt(0);
            }
        }
    }

    /// <summary>The frames of a range.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="missing">Bytes of the range that cannot be read.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Read(long from, long to, out long missing)
    {
        ReceivedSegment[] read;
        lock (_gate)
        {
            read = [.. _segments];
        }

        var frames = new List<ReadOnlyMemory<byte>>();
        missing = to - from;
        for (int i = 0; i < read.Length; i++)
        {
            long next = i + 1 < read.Length ? read[i + 1].Position : long.MaxValue;
            if (next > from && read[i].Position < to)
            {
                ReadSegment(read[i], from, Math.Min(to, next), frames, ref missing);
            }
        }

        return frames;
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _full.ForEach(file => file.Dispose());
            _file?.Dispose();
            _file = null;
        }
    }

    private static void ReadSegment(ReceivedSegment segment, long from, long to, List<ReadOnlyMemory<byte>> frames, ref long missing)
    {
        long at = segment.Position;
        foreach ((int offset, ReadOnlyMemory<byte>? payload) in ReceivedSegment.FramesOf(File.ReadAllBytes(segment.Path)))
        {
            long next = segment.Position + offset;
            missing -= Math.Max(0, Math.Min(next, to) - Math.Max(at, from)); // the frame before this one
            at = next;
            if (payload is { } bytes && offset > 0 && at >= from && at < to)
            {
                frames.Add(bytes);
            }
        }
    }

    private void SyncFiles()
    {
        long written;
        SafeFileHandle? current;
        SafeFileHandle[] full;
        lock (_gate)
        {
            written = Written;
            current = _file;
            full = [.. _full];
        }

        foreach (SafeFileHandle file in full)
        {
            RandomAccess.FlushToDisk(file);
            lock (_gate)
            {
                _full.Remove(file);
            }

            file.Dispose();
        }

        if (current is not null && written > _synced)
        {
            RandomAccess.FlushToDisk(current);
            Volatile.Write(ref _synced, written);
        }

        if (Interlocked.Exchange(ref _isNewName, false))
        {
            DurableDirectory.Sync(directory);
        }
    }

    private void OpenNext()
    {
        ReceivedSegment segment = ReceivedSegment.Of(directory, input, lane, _written);
        Directory.CreateDirectory(directory);
        SafeFileHandle file = File.OpenHandle(segment.Path, FileMode.Create, // nothing lies behind: one there was never in a batch
            FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        try
        {
            Frame.MakeHeader(_description, default, _headers);
            RandomAccess.Write(file, [_headers.AsMemory(0, Frame.HeaderBytes), _description], 0);
        }
        catch
        {
            file.Dispose();
            throw;
        }

        lock (_gate)
        {
            if (_file is not null)
            {
                _full.Add(_file);
            }

            _file = file;
            _fileStart = _written;
            _early = default;
            _segments.RemoveAll(other => other.Position == segment.Position);
            _segments.Add(segment);
            Volatile.Write(ref _isNewName, true);
            Volatile.Write(ref _written, _written + Frame.HeaderBytes + _description.Length);
        }
    }
}
