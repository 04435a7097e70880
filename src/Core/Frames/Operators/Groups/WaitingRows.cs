using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// Rows that wait, dealt to parts, until there are so many of each that its groups are worth bringing into the cache. Columns that are
/// asked for several times lie here once. Rows of a part lie in chunks, a column of values behind the other with its bits of validity, so
/// that a row costs a write a column; where it goes is found once. One owner while it grows; then a part is read by one thread at a time.
/// </summary>
internal sealed unsafe class WaitingRows : IDisposable
{
    /// <summary>With less it is not worth while: some rows of each part must wait.</summary>
    public const long LeastBytes = 2 * BlockBytes;

    /// <summary>Longer rows do not wait: a chunk of each part would be much memory.</summary>
    public const int MostBytesOfRow = 512;

    private const int ChunkBytes = 12 * 1024; // of all parts together the last chunks lie in the second-level cache, about
    private const int BlockBytes = 8 << 20;
    private const int Line = 64;

    private readonly int[] _kept; // of each column, which of the values it is
    private readonly DataType[] _types;
    private readonly int[] _offsets; // in a chunk
    private readonly bool[] _mayBeNull;
    private readonly int _chunkRows;
    private readonly int _chunkBytes;
    private readonly List<NativeBlock> _blocks = [];
    private readonly NativeBlock _memory =
        new((nuint)((GroupDealing.Parts * (sizeof(Top) + sizeof(byte*))) + (ColumnBatch.MaxRows * sizeof(Top))));
    private readonly Utf8Arena _texts = new();
    private int _block; // the one that chunks are taken from
    private int _used; // of its bytes

    /// <param name="shape">What a row has.</param>
    public WaitingRows(AggregateShape shape)
    {
        _kept = shape.Kept;
        _types = [.. _kept.Select(value => shape.Values[value].Type)];
        _mayBeNull = new bool[_types.Length];
        int rowBytes = _types.Sum(BytesOf);
        _chunkRows = Math.Clamp(ChunkBytes / rowBytes / Line * Line, Line, KeyIndex<Utf8Slice>.BlockSize);
        _offsets = new int[_types.Length];
        int end = Line; // where the next chunk of the part is
        for (int i = 0; i < _types.Length; i++)
        {
            _offsets[i] = end;
            end += (ValueBytes(_types[i]) + (_chunkRows / 8) + Line - 1) / Line * Line;
        }

        _chunkBytes = end + Line; // and not a multiple of a small page, whose parts would all lie in the same lines of the cache
        Clear();
    }

    /// <summary>The last chunk of each part, and how many rows it has.</summary>
    private Top* Tops => (Top*)_memory.Pointer;

    /// <summary>The first chunk of each part, or null.</summary>
    private byte** Firsts => (byte**)(Tops + GroupDealing.Parts + ColumnBatch.MaxRows);

    /// <summary>Bytes held.</summary>
    public long Bytes => ((long)_blocks.Count * BlockBytes) + _texts.CapacityBytes;

    /// <summary>Bytes that rows take.</summary>
    public long UsedBytes => ((long)_block * BlockBytes) + _used + _texts.UsedBytes;

    /// <summary>Whether rows of a shape can wait: lists, structs and long rows do not.</summary>
    public static bool CanHold(AggregateShape shape) => Array.TrueForAll(shape.Values, value => GroupDealing.IsFlat(value.Type))
        && shape.Kept.Sum(value => BytesOf(shape.Values[value].Type)) <= MostBytesOfRow;

    /// <summary>Adds rows to their parts.</summary>
    /// <param name="values">A column for each value.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="parts">The part of each of them.</param>
    public void Add(ReadOnlySpan<ColumnVector> values, RowSet rows, byte* parts)
    {
        Top* tops = Tops;
        Top* places = tops + GroupDealing.Parts;
        for (int i = 0; i < rows.Count; i++)
        {
            Top* top = tops + parts[i];
            if (top->Rows == _chunkRows)
            {
                byte* chunk = Take();
                *(top->Chunk is null ? Firsts + parts[i] : (byte**)top->Chunk) = chunk;
                *top = new Top { Chunk = chunk, Rows = 0 };
            }

            places[i] = *top;
            top->Rows++;
        }

        for (int column = 0; column < _types.Length; column++)
        {
            Write(column, values[_kept[column]], rows, places);
        }
    }

    /// <summary>Adds the rows of a part to groups, in the order in which they came.</summary>
    /// <param name="groups">The groups.</param>
    /// <param name="part">The part.</param>
    /// <param name="scratch">Of the thread.</param>
    public void AddTo(GroupSet groups, int part, GroupScratch scratch)
    {
        ColumnVector[] views = scratch.Views;
        for (byte* chunk = Firsts[part]; chunk is not null; chunk = *(byte**)chunk)
        {
            int rows = chunk == Tops[part].Chunk ? (int)Tops[part].Rows : _chunkRows;
            for (int column = 0; column < _types.Length; column++)
            {
                byte* first = chunk + _offsets[column];
                views[_kept[column]].Show(first, (ulong*)(first + ValueBytes(_types[column])), _mayBeNull[column], rows);
            }

            groups.Add(views, new RowSet(rows, null, rows), scratch);
        }
    }

    /// <summary>Forgets all rows, keeping the memory.</summary>
    public void Clear()
    {
        new Span<nint>(Firsts, GroupDealing.Parts).Clear();
        new Span<Top>(Tops, GroupDealing.Parts).Fill(new Top { Rows = _chunkRows }); // the first row finds it full
        _mayBeNull.AsSpan().Clear();
        _texts.Clear();
        (_block, _used) = (0, 0);
    }

    public void Dispose()
    {
        _blocks.ForEach(static block => block.Dispose());
        _texts.Dispose();
        _memory.Dispose();
    }

    private static int BytesOf(DataType type) => type.Width + 1;

    private int ValueBytes(DataType type) => type.Kind == TypeKind.Boolean ? _chunkRows / 8 : _chunkRows * type.Width;

    /// <summary>A chunk in which no value is null.</summary>
    private byte* Take()
    {
        if (_block < _blocks.Count && _used + _chunkBytes > BlockBytes)
        {
            _block++;
            _used = 0;
        }

        if (_block == _blocks.Count)
        {
            _blocks.Add(new NativeBlock(BlockBytes, isZeroed: false));
        }

        byte* chunk = _blocks[_block].Pointer + _used;
        _used += _chunkBytes;
        *(byte**)chunk = null;
        for (int column = 0; column < _types.Length; column++)
        {
            new Span<byte>(chunk + _offsets[column] + ValueBytes(_types[column]), _chunkRows / 8).Fill(byte.MaxValue);
        }

        return chunk;
    }

    private void Write(int column, ColumnVector from, RowSet rows, Top* places)
    {
        int offset = _offsets[column];
        switch (from.Type.Kind)
        {
            case TypeKind.Boolean:
                for (int i = 0; i < rows.Count; i++)
                {
                    Bits.Put((ulong*)(places[i].Chunk + offset), (int)places[i].Rows, from.GetBoolean(rows.PlaceOf(i)));
                }

                break;
            case TypeKind.Int or TypeKind.Date:
                WriteValues((int*)from.Data, rows, places, offset);
                break;
            case TypeKind.String:
                if (from.MayBeNull || !AreShort((Utf8Slice*)from.Data, rows))
                {
                    WriteTexts(from, rows, places, offset);
                    break;
                }

                goto case TypeKind.Decimal;
            case TypeKind.Decimal:
                WriteValues((Vector128<byte>*)from.Data, rows, places, offset);
                break;
            default:
                WriteValues((long*)from.Data, rows, places, offset);
                break;
        }

        if (from.MayBeNull)
        {
            _mayBeNull[column] = true;
            offset += ValueBytes(from.Type);
            for (int i = 0; i < rows.Count; i++)
            {
                if (from.IsNull(rows.PlaceOf(i)))
                {
                    Bits.Clear((ulong*)(places[i].Chunk + offset), (int)places[i].Rows);
                }
            }
        }
    }

    private static void WriteValues<T>(T* from, RowSet rows, Top* places, nint offset)
        where T : unmanaged
    {
        ushort* selected = rows.Places;
        if (selected is null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                ((T*)(places[i].Chunk + offset))[places[i].Rows] = from[i];
            }

            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            ((T*)(places[i].Chunk + offset))[places[i].Rows] = from[selected[i]];
        }
    }

    private static bool AreShort(Utf8Slice* texts, RowSet rows)
    {
        bool areShort = true;
        for (int i = 0; i < rows.Count; i++)
        {
            areShort &= texts[rows.PlaceOf(i)].IsInline;
        }

        return areShort;
    }

    private void WriteTexts(ColumnVector from, RowSet rows, Top* places, int offset)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            Utf8Slice text = from.IsNull(row) ? default : ((Utf8Slice*)from.Data)[row];
            ((Utf8Slice*)(places[i].Chunk + offset))[places[i].Rows] = text.IsInline ? text : _texts.Add(text.Bytes);
        }
    }

    private struct Top
    {
        public byte* Chunk;
        public nint Rows;
    }
}
