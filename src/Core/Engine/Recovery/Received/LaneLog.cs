using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace HotStream;

/// <summary>
/// What one lane took, written before its batch does anything that can be seen outside. Law: a batch's items are the frames from where the
/// batch before ended up to where it ends itself, in the order the lane took them; what lies behind the last batch was received and is in
/// none. Frames are gathered and handed to the thread that writes at the end of each pump; it begins when there is a megabyte, or somebody
/// waits. Who closes the batch waits until they are in a file, and syncs them with the log of batches. While more than
/// <see cref="HandedOverMax"/> wait for the disk, the lane takes nothing.
/// <para>Who owns the lane appends, hands over and ends batches; one thread writes; the driver syncs and lets go of files meanwhile.</para>
/// </summary>
internal sealed class LaneLog : IDisposable
{
    private const int HandedOverMax = 8 * 1024 * 1024;
    private const int WakeBytes = 1024 * 1024; // wait for the disk before the thread that writes is woken for them alone
    private const int CopiedMax = 16 * 1024; // a longer range of a slab is written from where it is

    private readonly SnapshotWriter _gathered = new();
    private readonly byte[] _header = new byte[Frame.HeaderBytes];
    private readonly ConcurrentQueue<LogPiece> _pieces = new();
    private readonly object _writing = new(); // a monitor: waited on for the thread that writes
    private readonly Queue<(long Time, long Position)> _ends = [];
    private readonly LaneFiles _files;
    private readonly LogThread _thread;
    private readonly ILogger _logger;
    private readonly DiskWait _disk;
    private readonly LogRoom _room;
    private long _handedOver; // bytes of pieces
    private long _done;       // of these, in a file
    private readonly LogPiece[] _taken = new LogPiece[LaneFiles.PiecesMax]; // out of the queue, to be written; the thread that writes
    private int _takenCount;
    private long _looked; // how far it was written then
    private int _waiting;
    private Exception? _refusal;
    private long _batchStart;

    public LaneLog(string directory, string input, int lane, IEnumerable<ReceivedSegment> segments, LogThread thread, ILogger logger,
        DiskWait disk, LogRoom room)
    {
        (Input, Lane, _thread, _logger, _disk, _room) = (input, lane, thread, logger, disk, room);
        _files = new LaneFiles(directory, input, lane, segments, room.SegmentBytes);
    }

    public string Input { get; }

    public int Lane { get; }

    /// <summary>Scratch for who makes frames of records; the lane's owner.</summary>
    public SnapshotWriter Scratch { get; } = new();

    /// <summary>Bytes handed over and not in a file. Any thread.</summary>
    public long WaitingBytes => Volatile.Read(ref _handedOver) - Volatile.Read(ref _done);

    /// <summary>Whether more may be appended before the disk took what waits for it, and has room for more than checkpoints.</summary>
    public bool HasRoom => WaitingBytes < HandedOverMax && !_room.IsTight;

    /// <summary>Bytes in files. Any thread.</summary>
    public long HeldBytes => _files.HeldBytes;

    /// <summary>Whether something was handed over and not synced.</summary>
    public bool HasUnsynced => _files.HasUnsynced || Volatile.Read(ref _handedOver) > Volatile.Read(ref _done);

    /// <summary>Range of the batch ended last.</summary>
    public SourceRange? Ended { get; private set; }

    /// <summary>Position of the first byte there is of earlier lives.</summary>
    public long Begin => _files.Begin;

    /// <summary>Where the last frame of earlier lives ends that checks, and how many bytes lie behind it.</summary>
    public (long End, long Cut) FindEnd() => _files.FindEnd();

    /// <summary>From where on this life appends; nothing lies behind it.</summary>
    /// <param name="position">The position.</param>
    public void BeginAt(long position)
    {
        _batchStart = position;
        _looked = position;
        _files.BeginAt(position);
    }

    /// <summary>This life appends: says what a record is, as text that is compared after a restart, and has the thread look here.</summary>
    /// <param name="description">What a record is.</param>
    /// <returns>What earlier lives say a record is, where it is not what it is now; null when they agree.</returns>
    public string? Open(string description)
    {
        _files.Describe(description);
        _thread.Add(WriteQueued);
        return _files.FindOtherDescription();
    }

    /// <summary>Appends a frame.</summary>
    /// <param name="payload">What to keep.</param>
    public void Append(ReadOnlySpan<byte> payload)
    {
        Frame.MakeHeader(payload, default, _header);
        _gathered.Write(_header);
        _gathered.Write(payload);
    }

    /// <summary>Appends a range of a slab as a frame.</summary>
    public void Append(Slab slab, int start, int length)
    {
        if (length < CopiedMax)
        {
            Append(slab.Bytes.Slice(start, length));
            return;
        }

        HandOver(); // what stands before it
        Enqueue(LogPiece.OfSlab(slab, start, length));
    }

    /// <summary>Records could not be stored: they are worked on, and missing after a crash.</summary>
    public void Report(int records, Exception failure) => RecoveryMessages.NotStored(_logger, records, Input, failure);

    /// <summary>Hands what was appended to the thread that writes.</summary>
    public void HandOver()
    {
        if (_gathered.Written.Length > 0)
        {
            (byte[] frames, int length) = _gathered.TakeWritten();
            Enqueue(LogPiece.OfFrames(frames, length));
        }
    }

    /// <summary>Hands over what was appended, and waits until the disk takes it.</summary>
    /// <exception cref="IOException">It did not to the end.</exception>
    public void WriteSurely()
    {
        HandOver();
        if (Volatile.Read(ref _done) < Volatile.Read(ref _handedOver))
        {
            _disk.Until(AwaitWritten);
        }
    }

    /// <summary>What was appended since the last call, and written, is a batch.</summary>
    public void EndBatch()
    {
        Ended = SourceRanges.Of(Lane, _batchStart, _files.Written);
        _batchStart = _files.Written;
    }

    /// <summary>Driver: a batch of this or an earlier life ends at a position.</summary>
    public void Note(long time, long position) => _ends.Enqueue((time, position));

    /// <summary>Driver: position of the end of the last batch up to a time; null when none is known.</summary>
    public long? EndOf(long time) => _ends.LastOrDefault(end => end.Time <= time) is { Position: > 0 and long position } ? position : null;

    /// <summary>What was handed over is on disk when this returns. Any thread.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Sync()
    {
        AwaitWritten();
        _files.Sync();
    }

    /// <summary>Driver: lets go of the files that hold nothing but batches up to a time, which a checkpoint has.</summary>
    public void Forget(long time)
    {
        long position = -1;
        while (_ends.TryPeek(out (long Time, long Position) end) && end.Time <= time)
        {
            position = end.Position;
            _ends.Dequeue();
        }

        _files.Forget(position, _room.MayKeep);
    }

    /// <summary>Lets go of the room that is kept for the next files. Any thread.</summary>
    public void LetGo() => _files.LetGo();

    /// <summary>That room. Any thread.</summary>
    public long SpareBytes => _files.SpareBytes;

    /// <summary>The frames of a range.</summary>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="missing">Bytes of the range that cannot be read.</param>
    public IReadOnlyList<ReadOnlyMemory<byte>> Read(long from, long to, out long missing) => _files.Read(from, to, out missing);

    /// <summary>After the thread ended: what it did not write is in no batch that began.</summary>
    public void Dispose()
    {
        while (TakeQueued())
        {
            ReleaseTaken(_takenCount);
        }

        _files.Dispose();
        _gathered.Dispose();
        Scratch.Dispose();
    }

    private void Enqueue(LogPiece piece)
    {
        long waiting = WaitingBytes;
        _pieces.Enqueue(piece);
        Volatile.Write(ref _handedOver, _handedOver + piece.Length);
        if (waiting < WakeBytes && waiting + piece.Length >= WakeBytes)
        {
            _thread.Wake(); // for more than that it is awake, or was just now: then it is woken for the next megabyte
        }
    }

    /// <summary>The thread that writes; what the disk refuses stays the next to be written.</summary>
    private bool WriteQueued()
    {
        bool any = false;
        while (TakeQueued())
        {
            try
            {
                ReleaseTaken(_files.Write(_taken.AsSpan(0, _takenCount)));
            }
            catch (Exception refusal) // whatever it is, who waits for it reads it; this thread serves other lanes
            {
                LetGo();
                Volatile.Write(ref _refusal, refusal);
                WakeWaiting();
                break;
            }

            WakeWaiting();
            any = true;
            if (_files.Written - _looked >= _room.SegmentBytes)
            {
                _looked = _files.Written;
                _room.Look();
            }
        }

        return any;
    }

    /// <summary>The queue is not looked into without taking: it could not use its memory again then.</summary>
    private bool TakeQueued()
    {
        while (_takenCount < _taken.Length && _pieces.TryDequeue(out LogPiece next))
        {
            _taken[_takenCount++] = next;
        }

        return _takenCount > 0;
    }

    /// <summary>The first pieces taken are in a file, or given up.</summary>
    private void ReleaseTaken(int count)
    {
        long length = 0;
        foreach (LogPiece piece in _taken.AsSpan(0, count))
        {
            length += piece.Length;
        }

        Interlocked.Add(ref _done, length); // a fence before the look at who waits
        foreach (LogPiece piece in _taken.AsSpan(0, count))
        {
            piece.Release();
        }

        _takenCount -= count;
        Array.Copy(_taken, count, _taken, 0, _takenCount);
        Array.Clear(_taken, _takenCount, count);
    }

    private void WakeWaiting()
    {
        if (Volatile.Read(ref _waiting) > 0)
        {
            lock (_writing)
            {
                Monitor.PulseAll(_writing);
            }
        }
    }

    private void AwaitWritten()
    {
        long handedOver = Volatile.Read(ref _handedOver);
        bool IsWritten() => Volatile.Read(ref _done) >= handedOver;
        if (!IsWritten())
        {
            _thread.Wake();
            for (int attempt = 0; attempt < 8 && !IsWritten(); attempt++)
            {
                YieldWaiting.Pause(attempt);
            }
        }

        if (IsWritten())
        {
            return;
        }

        lock (_writing)
        {
            Interlocked.Increment(ref _waiting);
            Volatile.Write(ref _refusal, null); // it tries again now
            _thread.Wake();
            while (!IsWritten() && Volatile.Read(ref _refusal) is null)
            {
                Monitor.Wait(_writing);
            }

            Interlocked.Decrement(ref _waiting);
            if (!IsWritten())
            {
                throw new IOException(_refusal!.Message, _refusal);
            }
        }
    }
}
