using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Records kept in pooled arrays of at most <see cref="LargestPiece"/>: millions of them cost their own bytes. One growing array would
/// cost up to twice as many, and as many again for the smaller ones that it left to the pool. One owner.
/// </summary>
internal sealed class RecordPieces<T>
{
    /// <summary>Records in a piece at most.</summary>
    public const int LargestPiece = 65 * Block.Size; // which no pool of arrays gives: it says whose a piece is

    private readonly List<(T[] Items, int Count)> _before = [];
    private T[] _last = [];
    private int _inLast;
    private long _inBefore;

    public RecordPieces()
    {
    }

    /// <summary>Takes over what a list holds, as one piece.</summary>
    public RecordPieces(RecordList<T> list) => (_last, _inLast) = list.Surrender();

    public long Count => _inBefore + _inLast;

    /// <summary>The records piece by piece, in their order.</summary>
    public Enumerator GetEnumerator() => new(this);

    public void Add(T item)
    {
        if (_inLast == _last.Length)
        {
            NewPiece();
        }

        _last[_inLast++] = item;
    }

    public void AddRange(ReadOnlySpan<T> items)
    {
        while (!items.IsEmpty)
        {
            if (_inLast == _last.Length)
            {
                NewPiece();
            }

            int count = Math.Min(items.Length, _last.Length - _inLast);
            items[..count].CopyTo(_last.AsSpan(_inLast));
            _inLast += count;
            items = items[count..];
        }
    }

    /// <summary>Pushes the records in blocks.</summary>
    public void PushTo(Stage<T> next)
    {
        foreach (ReadOnlySpan<T> piece in this)
        {
            next.AcceptAll(piece);
        }
    }

    /// <summary>Forgets the records and keeps the last piece.</summary>
    public void Clear()
    {
        ReturnBefore();
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            Array.Clear(_last, 0, _inLast);
        }

        _inLast = 0;
    }

    /// <summary>Forgets the records and returns the arrays.</summary>
    public void Release()
    {
        ReturnBefore();
        Return(_last);
        (_last, _inLast) = ([], 0);
    }

    private void NewPiece()
    {
        if (_inLast > 0)
        {
            _before.Add((_last, _inLast));
            _inBefore += _inLast;
        }

        int length = Math.Clamp(_last.Length * 2, Block.Size, LargestPiece);
        _last = length == LargestPiece ? PieceShelf<T>.Rent(length) : ArrayPool<T>.Shared.Rent(length);
        _inLast = 0;
    }

    private void ReturnBefore()
    {
        foreach ((T[] items, _) in _before)
        {
            Return(items);
        }

        _before.Clear();
        _inBefore = 0;
    }

    private static void Return(T[] items)
    {
        if (items.Length == LargestPiece)
        {
            PieceShelf<T>.Return(items);
        }
        else if (items.Length > 0)
        {
            ArrayPool<T>.Shared.Return(items, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
        }
    }

    /// <summary>Goes from piece to piece.</summary>
    public ref struct Enumerator(RecordPieces<T> pieces)
    {
        private int _next;

        public ReadOnlySpan<T> Current { get; private set; }

        public bool MoveNext()
        {
            if (_next > pieces._before.Count)
            {
                return false;
            }

            (T[] items, int count) = _next < pieces._before.Count ? pieces._before[_next] : (pieces._last, pieces._inLast);
            _next++;
            Current = items.AsSpan(0, count);
            return true;
        }
    }
}
