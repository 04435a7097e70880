using System.Text;
using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// What one lane took, on disk before anything is done with it. Law: a batch's items are the frames from where the batch before ended up to
/// where it ends itself, in the order the lane took them; what lies behind the last batch was received and is in none. Frames are gathered
/// and written at the end of each pump, so that a killed process loses what is in its rings only; they are synced with the log of batches.
/// A start begins a new file and never writes to an old one: what a crash cut off at the end of that stays there, behind its last frame.
/// <para>Who owns the lane appends, writes and ends batches; the driver syncs and lets go of files meanwhile.</para>
/// </summary>
internal sealed class LaneLog : IDisposable
{
    private const int SegmentBytes = 32 * 1024 * 1024;
    private const int WrittenAtOnce = 16 * 1024; // a payload of so many bytes is not copied first

    private readonly SnapshotWriter _gathered = new();
    private readonly byte[] _header = new byte[Frame.HeaderBytes];
    private readonly Lock _gate = new(); // once a batch, and once a file
    private readonly Lock _syncing = new();
    private readonly Queue<(long Time, long Position)> _ends = [];
    private readonly List<FileStream> _full = []; // written and not synced
    private readonly List<ReceivedSegment> _segments;
    private readonly string _directory;
    private readonly ILogger _logger;
    private readonly DiskWait _disk;
    private FileStream? _file;
    private long _fileStart; // its position
    private long _written;   // position: what lies before is in a file
    private long _synced;
    private long _batchStart;
    private bool _isNewName; // a file whose name is not certain to be found
    private byte[] _description = [];

    public LaneLog(string directory, string input, int lane, IEnumerable<ReceivedSegment> segments, ILogger logger, DiskWait disk)
    {
        (_directory, Input, Lane, _logger, _disk) = (directory, input, lane, logger, disk);
        _segments = [.. segments];
    }

    public string Input { get; }

    public int Lane { get; }

    /// <summary>Scratch for who makes frames of records; the lane's owner.</summary>
    public SnapshotWriter Scratch { get; } = new();

    /// <summary>Whether something appended is not in a file: the disk refused it.</summary>
    public bool HasUnwritten => _gathered.Written.Length > 0;

    /// <summary>Whether something was written and not synced.</summary>
    public bool HasUnsynced => Volatile.Read(ref _written) > Volatile.Read(ref _synced);

    /// <summary>Range of the batch ended last.</summary>
    public SourceRange? Ended { get; private set; }

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

    /// <summary>Position of the first byte there is of earlier lives.</summary>
    public long Begin => _segments is [ReceivedSegment first, ..] ? first.Position : 0;

    /// <summary>From where on this life appends; nothing lies behind it.</summary>
    /// <param name="position">The position.</param>
    public void BeginAt(long position) => _written = _synced = _batchStart = position;

    /// <summary>Says what a record is, as text that is compared after a restart.</summary>
    public void Describe(string description) => _description = Encoding.UTF8.GetBytes(description);

    /// <summary>What earlier lives say a record is, where it is not what it is now; null when they agree.</summary>
    public string? FindOtherDescription() => _segments
        .Select(segment => ReceivedSegment.FramesOf(File.ReadAllBytes(segment.Path)).First().Payload)
        .Where(description => description is { } other && !other.Span.SequenceEqual(_description))
        .Select(description => Encoding.UTF8.GetString(description!.Value.Span))
        .FirstOrDefault();

    /// <summary>Appends a frame; it is in a file after <see cref="Write"/>.</summary>
    /// <param name="payload">What to keep.</param>
    public void Append(ReadOnlySpan<byte> payload)
    {
        Frame.MakeHeader(payload, default, _header);
        _gathered.Write(_header);
        if (payload.Length < WrittenAtOnce || !TryWriteBehind(payload))
        {
            _gathered.Write(payload);
        }
    }

    /// <summary>Records could not be stored: they are worked on, and missing after a crash.</summary>
    public void Report(int records, Exception failure) => RecoveryMessages.NotStored(_logger, records, Input, failure);

    /// <summary>Writes what was appended; what the disk refuses stays, and the next call writes it.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Write()
    {
        if (!HasUnwritten)
        {
            return;
        }

        if (_file is null || _written - _fileStart > SegmentBytes)
        {
            OpenNext();
        }

        RandomAccess.Write(_file!.SafeFileHandle, _gathered.Written, _written - _fileStart);
        Volatile.Write(ref _written, _written + _gathered.Written.Length);
        _gathered.Clear();
    }

    /// <summary>Writes what was appended, if the disk takes it.</summary>
    /// <returns>Whether nothing is left to write.</returns>
    public bool TryWrite()
    {
        try
        {
            Write();
            return true;
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return false; // who closes the batch waits, and says so
        }
    }

    /// <summary>Writes what was appended, and waits until the disk takes it.</summary>
    /// <exception cref="IOException">It did not to the end.</exception>
    public void WriteSurely()
    {
        if (HasUnwritten)
        {
            _disk.Until(Write);
        }
    }

    /// <summary>What was appended since the last call, and written, is a batch.</summary>
    public void EndBatch()
    {
        Ended = SourceRanges.Of(Lane, _batchStart, _written);
        _batchStart = _written;
    }

    /// <summary>Driver: a batch of this or an earlier life ends at a position.</summary>
    public void Note(long time, long position) => _ends.Enqueue((time, position));

    /// <summary>Driver: position of the end of the last batch up to a time; null when none is known.</summary>
    public long? EndOf(long time) => _ends.LastOrDefault(end => end.Time <= time) is { Position: > 0 and long position } ? position : null;

    /// <summary>What was written is on disk when this returns. Any thread.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Sync()
    {
        lock (_syncing)
        {
            SyncFiles();
        }
    }

    /// <summary>Driver: removes the files that hold nothing but batches up to a time, which a checkpoint has.</summary>
    public void Forget(long time)
    {
        long position = -1;
        while (_ends.TryPeek(out (long Time, long Position) end) && end.Time <= time)
        {
            position = end.Position;
            _ends.Dequeue();
        }

        lock (_gate)
        {
            while (position >= 0 && _segments is [ReceivedSegment first, ReceivedSegment second, ..] && second.Position <= position)
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
        ReceivedSegment[] segments;
        lock (_gate)
        {
            segments = [.. _segments];
        }

        var frames = new List<ReadOnlyMemory<byte>>();
        missing = to - from;
        for (int i = 0; i < segments.Length; i++)
        {
            long next = i + 1 < segments.Length ? segments[i + 1].Position : long.MaxValue;
            if (next > from && segments[i].Position < to)
            {
                ReadSegment(segments[i], from, Math.Min(to, next), frames, ref missing);
            }
        }

        return frames;
    }

    public void Dispose()
    {
        try
        {
            Write();
        }
        catch (IOException)
        {
            // it is in no batch that began
        }

        lock (_gate)
        {
            _full.ForEach(file => file.Dispose());
            _file?.Dispose();
            _file = null;
        }

        _gathered.Dispose();
        Scratch.Dispose();
    }

    /// <summary>Writes what was gathered and a payload behind it; where the disk refuses, what is not written is to be gathered.</summary>
    private bool TryWriteBehind(ReadOnlySpan<byte> payload)
    {
        if (!TryWrite())
        {
            return false;
        }

        try
        {
            RandomAccess.Write(_file!.SafeFileHandle, payload, _written - _fileStart);
        }
        catch (Exception refusal) when (refusal is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        Volatile.Write(ref _written, _written + payload.Length);
        return true;
    }

    private void SyncFiles()
    {
        long written = Volatile.Read(ref _written);
        FileStream? current;
        FileStream[] full;
        lock (_gate)
        {
            current = _file;
            full = [.. _full];
        }

        foreach (FileStream file in full)
        {
            RandomAccess.FlushToDisk(file.SafeFileHandle);
            lock (_gate)
            {
                _full.Remove(file);
            }

            file.Dispose();
        }

        if (current is not null && written > _synced)
        {
            RandomAccess.FlushToDisk(current.SafeFileHandle);
            Volatile.Write(ref _synced, written);
        }

        if (Interlocked.Exchange(ref _isNewName, false))
        {
            DurableDirectory.Sync(_directory);
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

    private void OpenNext()
    {
        ReceivedSegment segment = ReceivedSegment.Of(_directory, Input, Lane, _written);
        Directory.CreateDirectory(_directory);
        var file = new FileStream(segment.Path, new FileStreamOptions
        {
            Mode = FileMode.Create, // nothing lies behind the position: one there was never in a batch
            Access = FileAccess.ReadWrite,
            Share = FileShare.Read | FileShare.Delete,
            BufferSize = 0,
        });
        try
        {
            Frame.MakeHeader(_description, default, _header);
            RandomAccess.Write(file.SafeFileHandle, [_header, _description], 0);
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
            _segments.RemoveAll(other => other.Position == segment.Position);
            _segments.Add(segment);
            Volatile.Write(ref _isNewName, true);
        }

        Volatile.Write(ref _written, _written + _header.Length + _description.Length);
    }
}
