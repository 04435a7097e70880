using System.Text;
using Microsoft.Win32.SafeHandles;

namespace HotStream;

/// <summary>
/// The files of one lane's log: one after the other, each of so many bytes and what its last frame needs more. A start begins
/// a new file and never writes to an old one: what a crash cut off at the end of that stays there, behind its last frame. Files of this
/// life that nobody needs any more are written over: a disk takes that 1.3 to 1.9 times as fast as new files.
/// <para>One thread writes; others sync, read, and remove meanwhile.</para>
/// </summary>
internal sealed class LaneFiles(string directory, string input, int lane, IEnumerable<ReceivedSegment> segments, int segmentBytes)
    : IDisposable
{
    /// <summary>Pieces that one call may write.</summary>
    public const int PiecesMax = 16;

    private const int WriteBytes = 256 * 1024; // in one call: a quarter cheaper than a call for each slab, and still in a core's cache

    private readonly List<ReceivedSegment> _segments = [.. segments];
    private readonly SpareFiles _spares = new();
    private readonly List<SafeFileHandle> _full = []; // written and not synced
    private readonly byte[] _headers = new byte[PiecesMax * Frame.HeaderBytes];
    private readonly List<ReadOnlyMemory<byte>> _gathered = [];
    private readonly Lock _gate = new(); // once a sync, and once a file
    private readonly Lock _syncing = new();
    private SafeFileHandle? _file;
    private long _fileStart; // its position
    private uint _fileSum;
    private long _fileBefore; // its length in an earlier use
    private long _lifeStart;
    private int _opened; // files, since something was let go of
    private int _openedBefore;
    private long _bound; // frames before this position have the sum of their file
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
        int end = ReceivedSegment.FramesOf(bytes, last.Position).Last().Offset;
        return (last.Position + end, ReceivedSegment.CutOf(bytes.AsSpan(end)));
    }

    /// <summary>From where on this life appends; nothing lies behind it.</summary>
    /// <param name="position">The position.</param>
    public void BeginAt(long position) => _written = _synced = _lifeStart = position;

    /// <summary>Says what a record is, as text that is compared after a restart.</summary>
    public void Describe(string description) => _description = Encoding.UTF8.GetBytes(description);

    /// <summary>What earlier lives say a record is, where it is not what it is now; null when they agree.</summary>
    public string? FindOtherDescription() => _segments
        .Select(segment => segment.Frames().First().Payload)
        .Where(description => description is { } other && !other.Span.SequenceEqual(_description))
        .Select(description => Encoding.UTF8.GetString(description!.Value.Span))
        .FirstOrDefault();

    /// <summary>Writes pieces in one call; after an exception they can be written again.</summary>
    /// <param name="pieces">Of these as many from the first on as make a call worth its cost; <see cref="PiecesMax"/> at most.</param>
    /// <returns>How many were written.</returns>
    /// <exception cref="IOException">The disk refused.</exception>
    public int Write(ReadOnlySpan<LogPiece> pieces)
    {
        if (_file is null || _written - _fileStart > segmentBytes)
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
                Frame.Bind(header.Span, _fileSum);
                _gathered.Add(header);
                length += header.Length;
            }
            else if (_written + length >= _bound)
            {
                Frame.BindAll(pieces[count].Frames, _fileSum);
                _bound = _written + length + bytes.Length; // once: it may be refused, and written again
            }

            _gathered.Add(bytes);
            length += bytes.Length;
            count++;
        }

        if (_written - _fileStart + length < _fileBefore)
        {
            _gathered.Add(ReceivedSegment.End);
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

    /// <summary>Lets go of the files that hold nothing behind a position.</summary>
    /// <param name="position">The position.</param>
    /// <param name="mayKeep">Whether so many bytes may be kept, to be written over.</param>
    public void Forget(long position, Func<long, bool> mayKeep)
    {
        lock (_gate)
        {
            while (_segments is [ReceivedSegment first, ReceivedSegment second, ..] && second.Position <= position)
            {
                _segments.RemoveAt(0);
                if (_file is not null && first.Position >= _lifeStart && mayKeep(_spares.Bytes))
                {
                    _spares.Keep(first.Path);
                }
                else
                {
                    File.Delete(first.Path);
                }
            }

            _spares.Trim(Math.Max(1, Math.Max(_opened, _openedBefore)));
            (_opened, _openedBefore) = (0, _opened);
        }
    }

    /// <summary>Lets go of the room that is kept for the next files. Any thread.</summary>
    public void LetGo() => _spares.Trim(0);

    /// <summary>That room. Any thread.</summary>
    public long SpareBytes => _spares.Bytes;

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

        LetGo();
    }

    private static void ReadSegment(ReceivedSegment segment, long from, long to, List<ReadOnlyMemory<byte>> frames, ref long missing)
    {
        long at = segment.Position;
        foreach ((int offset, ReadOnlyMemory<byte>? payload) in segment.Frames())
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
        uint sum = Frame.SumOf(segment.Position);
        string? spare = _spares.Take();
        SafeFileHandle file = File.OpenHandle(spare ?? segment.Path, spare is null ? FileMode.Create : FileMode.Open,
            FileAccess.ReadWrite, FileShare.Read | FileShare.Delete);
        long before = RandomAccess.GetLength(file);
        try
        {
            Frame.MakeHeader(_description, default, _headers);
            Frame.Bind(_headers, sum);
            ReadOnlyMemory<byte> behind = before > 0 ? ReceivedSegment.End : default;
            RandomAccess.Write(file, [_headers.AsMemory(0, Frame.HeaderBytes), _description, behind], 0);
            if (spare is not null)
            {
                File.Move(spare, segment.Path, overwrite: true); // one that is there was never in a batch: nothing lies behind
            }
        }
        catch
        {
            file.Dispose();
            if (spare is not null)
            {
                _spares.Keep(spare);
            }

            throw;
        }

        lock (_gate)
        {
            if (_file is not null)
            {
                _full.Add(_file);
            }

            (_file, _fileStart, _fileSum, _fileBefore) = (file, _written, sum, before);
            _early = default;
            _segments.RemoveAll(other => other.Position == segment.Position);
            _segments.Add(segment);
            Volatile.Write(ref _isNewName, true);
            Volatile.Write(ref _written, _written + Frame.HeaderBytes + _description.Length);
            _opened++;
        }
    }
}
