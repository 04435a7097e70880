using System.Numerics;

namespace HotStream;

/// <summary>
/// Turns the bytes of one connection into blocks of records, in place. The receiver asks for <see cref="GetBuffer"/>, reads from its source
/// into it and reports with <see cref="Advance"/>; it then looks at <see cref="Unread"/>, adds a record for each message it finds there,
/// built of <see cref="Slice"/>, and says with <see cref="Consume"/> how far it got; <see cref="Publish"/> hands the records over. A
/// message that is not complete stays at hand: the slab is filled further while it has room, then the unread bytes alone are moved to the
/// next one. One thread, but for <see cref="Committed"/> and <see cref="HasFailed"/>.
/// </summary>
/// <typeparam name="T">Records.</typeparam>
public sealed class SlabWriter<T> : IDisposable
{
    private const int LeastRoom = 4096;

    private readonly SlabReceiver<T> _receiver;
    private readonly LaneWriter<RecordBlock<T>> _writer;
    private Slab? _slab;
    private RecordBlock<T>? _block; // records of the slab not handed over yet
    private int _blockMax;  // records a block may have now
    private bool _mayDrop = true; // no record of the block will be acknowledged
    private int _start;  // first byte that was not consumed
    private int _filled; // end of the bytes received
    private int _limit;  // end of the free bytes; text copied in lies behind it

    internal SlabWriter(SlabReceiver<T> receiver, LaneWriter<RecordBlock<T>> writer)
    {
        _receiver = receiver;
        _writer = writer;
        _blockMax = BlockMax;
    }

    /// <summary>Bytes received and not consumed; valid until the next <see cref="GetBuffer"/> or <see cref="Copy"/>.</summary>
    public ReadOnlySpan<byte> Unread => _slab is null ? default : _slab.Bytes[_start.._filled];

    /// <summary>Records handed over so far, among them those that <see cref="OverflowPolicy.DropNewest"/> dropped.</summary>
    public long Stored { get; private set; }

    /// <summary>
    /// Records, counted from the first that was handed over, whose batches are done with no output failed. It stops for ever below a record
    /// of a batch that failed. Any thread may ask; it grows just before <see cref="ReceiverBase.OnBatchDone"/> is called.
    /// </summary>
    public long Committed => _writer.Commits.Committed;

    /// <summary>
    /// Whether an output of a batch that holds a record of this writer failed: a source that sends again what was not
    /// acknowledged should be asked to.
    /// </summary>
    public bool HasFailed => _writer.HasFailed;

    /// <summary>The lane it is bound to, or null.</summary>
    internal int? Home => _writer.Home;

    /// <summary>Where to put the next bytes. Waits while the memory budget is spent: that is the back-pressure on the source.</summary>
    /// <param name="least">Bytes there must be room for, for example what is missing of a message whose length is known.</param>
    /// <exception cref="OperationCanceledException">The receiver was stopped while it waited.</exception>
    /// <exception cref="ArgumentOutOfRangeException">With the unread bytes this would be more than
    /// <see cref="Slab.MaxCapacity"/>.</exception>
    public Span<byte> GetBuffer(int least = LeastRoom)
    {
        if (_slab is null || _limit - _filled < least)
        {
            MoveOn(least);
        }

        return _slab!.Bytes[_filled.._limit];
    }

    /// <summary>Takes bytes that were written to the start of the last buffer.</summary>
    /// <param name="count">Bytes written.</param>
    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _limit - _filled);
        _filled += count;
    }

    /// <summary>A text of the unread bytes, for the records of this writer.</summary>
    /// <param name="start">Offset in <see cref="Unread"/>.</param>
    /// <param name="length">Bytes.</param>
    public Utf8Slice Slice(int start, int length)
    {
        Slab slab = _slab ?? throw new InvalidOperationException("Slice follows GetBuffer and Advance.");
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)length, (uint)Math.Max(0, _filled - _start - start));
        return slab.Slice(_start + start, length);
    }

    /// <summary>
    /// A text that is not in the received bytes, kept as long as they are. Copy before the other slices of a record are
    /// made: the unread bytes may move.
    /// </summary>
    /// <param name="text">Any bytes.</param>
    /// <exception cref="OperationCanceledException">The receiver was stopped while it waited for memory.</exception>
    public Utf8Slice Copy(ReadOnlySpan<byte> text)
    {
        if (text.Length <= Utf8Slice.InlineCapacity)
        {
            return Utf8Slice.FromInline(text);
        }

        if (_slab is null || _limit - _filled < text.Length)
        {
            MoveOn(text.Length);
        }

        _limit -= text.Length;
        text.CopyTo(_slab!.Bytes[_limit..]);
        return _slab.Slice(_limit, text.Length);
    }

    /// <summary>Adds a record; its slices are of the bytes unread now, copied now, or complete in themselves.</summary>
    /// <param name="record">The record.</param>
    /// <param name="isAcknowledged">
    /// Whether the source gets an acknowledgement when the record is stored or committed. Such a record, and what is handed over together
    /// with it, is never dropped: where the ring is full this waits, whatever <see cref="StreamingOptions.Overflow"/> says.
    /// </param>
    /// <exception cref="OperationCanceledException">The context gave up while this waited for room in a ring.</exception>
    public void Add(in T record, bool isAcknowledged = false)
    {
        _block ??= RecordBlock<T>.Rent(_slab ?? throw new InvalidOperationException("Add follows GetBuffer and Advance."));
        _block.Add(record);
        _mayDrop &= !isAcknowledged;
        if (_block.Count >= _blockMax)
        {
            Publish();
        }
    }

    /// <summary>The first of the unread bytes are done with.</summary>
    /// <param name="count">How many.</param>
    public void Consume(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _filled - _start);
        _start += count;
    }

    /// <summary>Hands the added records over; they belong to the first batch that closes afterwards.</summary>
    /// <exception cref="OperationCanceledException">The context gave up while this waited for room in a ring: these
    /// records are not stored.</exception>
    public void Publish()
    {
        if (_block is not { } block)
        {
            return;
        }

        _block = null;
        block.Charge(_receiver.Budget);
        long stored = Stored + block.Count;
        bool mayDrop = _mayDrop;
        _mayDrop = true;
        try
        {
            _writer.WriteChunk(block, stored, mayDrop, _receiver.Supervisor.Aborting);
        }
        catch (OperationCanceledException)
        {
            block.Release(); // nobody took it
            throw;
        }

        Stored = stored;
        _blockMax = BlockMax;
    }

    /// <summary>
    /// Hands the added records over and waits until everything handed over is on disk, in the write-ahead log, so that its source may be
    /// acknowledged before the batch is done: many records at a time, since each call waits for the disk.
    /// </summary>
    /// <returns>False, without a wait for the disk, where the context keeps no such log: acknowledge by <see cref="Committed"/>
    /// then.</returns>
    /// <exception cref="OperationCanceledException">The context gave up while this waited: these records must not be
    /// acknowledged.</exception>
    public bool PublishDurably()
    {
        Publish();
        if (_writer.Durable is null)
        {
            return false;
        }

        _writer.AwaitDurable(_receiver.Supervisor.Aborting);
        return true;
    }

    /// <summary>
    /// The connection is quiet: gives slab and rings back, as far as nothing is under way in them, so that it costs next to nothing; what
    /// comes next takes new ones. Cheap. Does nothing while bytes are unread or records not handed over.
    /// </summary>
    public void Rest()
    {
        if (_block is null && _start == _filled)
        {
            _slab?.Release();
            _slab = null;
            _start = _filled = _limit = 0;
            _writer.Rest();
        }
    }

    /// <summary>Gives the slab back and closes the way into the engine; records that were handed over stay, others are forgotten.</summary>
    public void Dispose()
    {
        _block?.Release();
        _block = null;
        _slab?.Release();
        _slab = null;
        _start = _filled = _limit = 0;
        _writer.Close();
    }

    private int BlockMax => Math.Min(_receiver.Search?.BlockMax ?? Block.Size, _writer.Portion);

    private void MoveOn(int least)
    {
        int unread = _filled - _start;
        long needed = (long)unread + least;
        // before waiting for room that there will never be
        ArgumentOutOfRangeException.ThrowIfGreaterThan(needed, Slab.MaxCapacity, nameof(least));
        Publish(); // a block lies in one slab
        // as large as it will be
        int capacity = needed <= Slab.StandardCapacity ? Slab.StandardCapacity : (int)BitOperations.RoundUpToPowerOf2((ulong)needed);
        BudgetWait.For(capacity, _receiver);
        Slab next = SlabPool.Rent(capacity, _receiver.Budget);
        if (_slab is not null)
        {
            _slab.Bytes[_start.._filled].CopyTo(next.Bytes);
            _slab.Release();
        }

        _slab = next;
        _start = 0;
        _filled = unread;
        _limit = next.Capacity;
    }
}
