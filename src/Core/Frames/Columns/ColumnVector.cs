using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The values of one column, one after the other in native memory, 64-byte aligned, in the layout of Apache Arrow's arrays: numbers and
/// texts (<see cref="Utf8Slice"/>) in <see cref="Values{T}"/>, booleans as bits, an array as two 32-bit offsets into its child's values, a
/// struct as its fields' columns, a map as an array of pairs of key and value. Whether a value is null is a bit of its own.
/// <para>Law: what stands under a null is unspecified but safe to read; a text there points to no memory that may be gone.</para>
/// <para>Texts belong to whoever wrote them and are read only as long as the <see cref="ColumnBatch"/> is lent. One owner; not
/// thread-safe. Dispose it to return memory at once.</para>
/// </summary>
public sealed unsafe class ColumnVector : IDisposable
{
    private NativeBlock? _values;
    private NativeBlock? _validity;
    private byte* _data; // where they are, or what another column lends
    private ulong* _valid;
    private bool _mayBeNull;

    /// <summary>Creates a column without values.</summary>
    /// <param name="type">The type of its values.</param>
    /// <param name="capacity">Values it has room for; more are added by <see cref="EnsureCapacity"/>.</param>
    public ColumnVector(DataType type, int capacity = ColumnBatch.MaxRows)
    {
        ArgumentNullException.ThrowIfNull(type);
        Type = type;
        Children = type switch
        {
            ArrayType array => [new ColumnVector(array.Element, capacity)],
            MapType map => [new ColumnVector(map.Key, capacity), new ColumnVector(map.Value, capacity)],
            StructType structure => [.. structure.Fields.Select(field => new ColumnVector(field.Type, capacity))],
            _ => [],
        };
        EnsureCapacity(capacity, 0);
    }

    /// <summary>A column that shows values of others (<see cref="Show(ColumnVector, int, int)"/>) and has no memory of its own.</summary>
    private ColumnVector(DataType type, ColumnVector[] children) => (Type, Children) = (type, children);

    /// <summary>The type of the values.</summary>
    public DataType Type { get; }

    /// <summary>Values there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>The columns of the parts: fields of a struct, the values of an array, keys and values of a map.</summary>
    [SuppressMessage("Performance", "CA1819", Justification = "Read by every kernel; no copies.")]
    public ColumnVector[] Children { get; }

    /// <summary>Whether any value may be null; false means that none is.</summary>
    public bool MayBeNull => _mayBeNull;

    /// <summary>The end of the last list.</summary>
    private int ExtraOffsets => Type.Kind is TypeKind.Array or TypeKind.Map ? 1 : 0;

    /// <summary>Bytes of its memory.</summary>
    internal long Bytes
    {
        get
        {
            long bytes = ((long)Capacity * Type.Width) + (Capacity / 8 * (Type.Kind == TypeKind.Boolean ? 2 : 1));
            foreach (ColumnVector child in Children)
            {
                bytes += child.Bytes;
            }

            return bytes;
        }
    }

    internal byte* Data => _data;

    internal ulong* Validity => _valid;

    internal ulong* Words => (ulong*)Data;

    internal int* Offsets => (int*)Data;

    /// <summary>
    /// The values by row: of booleans there are none (see <see cref="GetBoolean"/>), of arrays and maps the offsets, one more than rows.
    /// </summary>
    /// <typeparam name="T">The stored type: int (INT, DATE, offsets), long (BIGINT, TIMESTAMP, INTERVAL), double, Int128 (DECIMAL),
    /// Utf8Slice.</typeparam>
    /// <exception cref="InvalidOperationException">Values of that size are not what the column stores.</exception>
    public Span<T> Values<T>()
        where T : unmanaged => sizeof(T) == Type.Width ? new Span<T>(Data, Capacity + ExtraOffsets)
            : throw new InvalidOperationException(
                $"A column of {Type} has values of {Type.Width} bytes; {typeof(T).Name} has {sizeof(T)}.");

    /// <summary>Whether the value of a row is null.</summary>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNull(int row) => _mayBeNull && !Bits.Get(Validity, row);

    /// <summary>The boolean of a row.</summary>
    /// <param name="row">The row.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool GetBoolean(int row) => Bits.Get(Words, row);

    /// <summary>Writes the boolean of a row.</summary>
    /// <param name="row">The row.</param>
    /// <param name="value">The value.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void SetBoolean(int row, bool value) => Bits.Put(Words, row, value);

    /// <summary>Writes the text of a row, or null.</summary>
    /// <param name="row">The row.</param>
    /// <param name="text">The text; it is not copied.</param>
    public void SetText(int row, Utf8Slice? text)
    {
        if (text is null)
        {
            SetNull(row);
            return;
        }

        Values<Utf8Slice>()[row] = text.Value;
        if (_mayBeNull)
        {
            Bits.Set(Validity, row);
        }
    }

    /// <summary>Makes the value of a row null.</summary>
    /// <param name="row">The row.</param>
    public void SetNull(int row)
    {
        if (!_mayBeNull)
        {
            SetAllValid();
            _mayBeNull = true;
        }

        Bits.Clear(Validity, row);
        if (Type.Kind == TypeKind.String)
        {
            ((Utf8Slice*)Data)[row] = default;
        }
        else if (Type.Kind == TypeKind.Struct)
        {
            foreach (ColumnVector field in Children)
            {
                field.SetNull(row);
            }
        }
    }

    /// <summary>Values from one row on up to another were written and are none of them null.</summary>
    internal void SetValid(int from, int to)
    {
        if (_mayBeNull)
        {
            Bits.SetAll(Validity, from, to);
        }
    }

    /// <summary>Forgets which values were null: none is any more.</summary>
    public void ClearNulls()
    {
        _mayBeNull = false;
        if (Type.Kind == TypeKind.Struct)
        {
            foreach (ColumnVector field in Children)
            {
                field.ClearNulls();
            }
        }
    }

    /// <summary>Grows to at least so many values, keeping the first ones.</summary>
    /// <param name="capacity">Values there must be room for.</param>
    /// <param name="kept">Values that are kept.</param>
    public void EnsureCapacity(int capacity, int kept)
    {
        if (capacity <= Capacity)
        {
            return;
        }

        capacity = Math.Max(Bits.Words(capacity) * 64, Capacity * 2);
        int extra = ExtraOffsets;
        int bytes = Type.Kind is TypeKind.Boolean ? capacity / 8 : (capacity + extra) * Type.Width;
        if (bytes > 0)
        {
            int keptBytes = kept == 0 ? 0 : Type.Kind is TypeKind.Boolean ? Bits.Words(kept) * 8 : (kept + extra) * Type.Width;
            Grow(ref _values, bytes, keptBytes);
            _data = _values!.Pointer;
        }

        Grow(ref _validity, capacity / 8, _mayBeNull ? Bits.Words(kept) * 8 : 0);
        _valid = (ulong*)_validity!.Pointer;
        int known = Capacity;
        Capacity = capacity;
        if (_mayBeNull)
        {
            Bits.SetAll(Validity, kept, capacity);
        }

        if (Type.Kind == TypeKind.Struct)
        {
            foreach (ColumnVector field in Children)
            {
                field.EnsureCapacity(capacity, Math.Min(kept, known));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _values?.Dispose();
        _validity?.Dispose();
        foreach (ColumnVector child in Children)
        {
            child.Dispose();
        }

        _data = null;
        _valid = null;
        Capacity = 0;
    }

    /// <summary>A column for rows of others of a type that is not nested.</summary>
    internal static ColumnVector View(DataType type) => new(type, []);

    /// <summary>Shows the rows of another column, from a multiple of 64 on, as long as that lives and does not grow.</summary>
    internal void Show(ColumnVector other, int start, int rows)
    {
        _data = Type.Kind == TypeKind.Boolean ? other._data + (start / 8) : other._data + ((nint)start * Type.Width);
        _valid = other._valid + (start / 64);
        _mayBeNull = other._mayBeNull;
        Capacity = rows;
    }

    /// <summary>Shows values that lie somewhere, as long as they do.</summary>
    internal void Show(byte* values, ulong* validity, bool mayBeNull, int rows)
    {
        _data = values;
        _valid = validity;
        _mayBeNull = mayBeNull;
        Capacity = rows;
    }

    /// <summary>The validity bits are about to be written for all rows: they count from now on.</summary>
    internal ulong* TakeValidity()
    {
        _mayBeNull = true;
        return Validity;
    }

    private static void Grow(ref NativeBlock? block, int bytes, int kept)
    {
        var grown = new NativeBlock((nuint)bytes);
        if (kept > 0)
        {
            Buffer.MemoryCopy(block!.Pointer, grown.Pointer, bytes, kept);
        }

        block?.Dispose();
        block = grown;
    }

    private void SetAllValid() => new Span<ulong>(Validity, Capacity >> 6).Fill(ulong.MaxValue);
}
