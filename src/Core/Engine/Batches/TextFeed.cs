using System.Buffers;

namespace HotStream;

/// <summary>
/// How a text source puts whole lines into a partition: it asks for a slab, fills it, and says which bytes are lines. When nothing behind
/// it keeps records, one slab is used over and over and stays in the cache; otherwise every slab lives as long as the batch.
/// Used by one thread, during <see cref="ITextSource.Read"/>.
/// </summary>
public sealed unsafe class TextFeed
{
    private readonly Stage<Utf8Slice> _next;
    private readonly IChunkStage? _chunks;
    private readonly BatchScope? _scope;
    private readonly TextCutter? _cutter;
    private readonly Utf8Slice[]? _lines;
    private Slab? _slab;

    internal TextFeed(Stage<Utf8Slice> next, BatchScope? scope)
    {
        _next = next;
        _scope = scope;
        _chunks = next as IChunkStage;
        if (_chunks is null)
        {
            _cutter = TextCutter.Rent();
            _lines = ArrayPool<Utf8Slice>.Shared.Rent(Block.Size);
        }
    }

    /// <summary>Whether no more lines are wanted.</summary>
    public bool IsFull => _next.IsFull;

    /// <summary>A slab to fill. The one returned before is no longer yours.</summary>
    /// <param name="capacity">Bytes needed.</param>
    public Slab NextSlab(int capacity = Slab.StandardCapacity)
    {
        if (_slab is not null && _slab.Capacity >= capacity && !_next.KeepsRecords)
        {
            _next.Flush();
            return _slab;
        }

        Slab slab = SlabPool.Rent(capacity);
        LetGo();
        _slab = slab;
        return slab;
    }

    /// <summary>
    /// Says where the lines come from that are fed from now on, for the dead letters of those that the next step refuses.
    /// </summary>
    /// <param name="origin">Where they come from.</param>
    public void Begin(ITextOrigin origin)
    {
        ArgumentNullException.ThrowIfNull(origin);
        _next.Begin(origin);
    }

    /// <summary>
    /// Feeds whole lines of the current slab; the newline after the last one may be missing. A carriage return before
    /// a newline is no part of a line.
    /// </summary>
    /// <param name="start">Offset of the first byte.</param>
    /// <param name="length">Bytes.</param>
    public void Feed(int start, int length)
    {
        Slab slab = _slab ?? throw new InvalidOperationException("Ask for a slab with NextSlab before feeding lines from it.");
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, slab.Capacity - start);
        Feed(slab, start, length);
    }

    internal void Feed(Slab slab, int start, int length)
    {
        byte* text = slab.Pointer + start;
        ulong reference = slab.Reference + (uint)start;
        if (_chunks is not null)
        {
            _chunks.AcceptText(text, length, reference);
            return;
        }

        bool carriageReturns = new ReadOnlySpan<byte>(text, length).Contains((byte)'\r');
        _cutter!.BeginLines(text, length, reference);
        fixed (Utf8Slice* lines = _lines)
        {
            do
            {
                int count = _cutter.Cut(lines, Block.Size);
                if (carriageReturns)
                {
                    DropCarriageReturns(_lines.AsSpan(0, count));
                }

                _next.Accept(_lines.AsSpan(0, count));
            }
            while (_cutter.IsUnfinished && !_next.IsFull);
        }
    }

    /// <summary>Ends the partition and returns scratch; the stage is completed by whoever made it.</summary>
    internal void Close()
    {
        if (_slab is not null && !_next.KeepsRecords)
        {
            _next.Flush();
        }

        LetGo();
        if (_cutter is not null)
        {
            _cutter.Return();
            ArrayPool<Utf8Slice>.Shared.Return(_lines!);
        }
    }

    private static void DropCarriageReturns(Span<Utf8Slice> lines)
    {
        foreach (ref Utf8Slice line in lines)
        {
            if (line.Length > 0 && line[line.Length - 1] == '\r')
            {
                line = line.Substring(0, line.Length - 1);
            }
        }
    }

    private void LetGo()
    {
        if (_slab is null)
        {
            return;
        }

        if (_next.KeepsRecords && _scope is not null)
        {
            _scope.Keep(_slab);
        }
        else
        {
            _slab.Release();
        }

        _slab = null;
    }
}
