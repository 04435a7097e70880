using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream;

/// <summary>One value of JSON into a column of one type.</summary>
internal sealed unsafe class JsonValueReader
{
    private const int DepthMax = 64;

    private readonly DataType _type;
    private readonly TypeKind _kind;
    private readonly JsonObjectReader? _object;
    private readonly JsonValueReader? _element;

    public JsonValueReader(DataType type, int depth, bool ignoresCase = false)
    {
        if (depth > DepthMax)
        {
            throw new ArgumentException($"A schema of JSON is at most {DepthMax} levels deep.", nameof(type));
        }

        _type = type;
        _kind = type.Kind;
        _object = type is StructType structure ? new JsonObjectReader(structure.Fields, depth, ignoresCase) : null;
        _element = type switch
        {
            ArrayType array => new JsonValueReader(array.Element, depth + 1, ignoresCase),
            MapType map => new JsonValueReader(map.Value, depth + 1, ignoresCase),
            _ => null,
        };
    }

    /// <summary>Reads the value that comes next; false when it is not JSON.</summary>
    public bool Read(ref JsonCursor cursor, ReadOnlySpan<byte> text, ColumnVector column, int row, JsonTexts texts)
    {
        int end = ReadPlain(ref cursor.Text, cursor.At, cursor.Length, column, row, texts);
        if (end < 0)
        {
            return ReadOther(ref cursor, text, column, row, texts);
        }

        cursor.MoveTo(end);
        return true;
    }

    /// <summary>Reads a plain value of the column's type: the place behind it; -1 when something else comes next.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadPlain(ref byte text, int at, int end, ColumnVector column, int row, JsonTexts texts)
    {
        int stop = -1;
        switch (_kind)
        {
            case TypeKind.String:
                stop = JsonScan.PlainString(ref text, at, end);
                if (stop >= 0)
                {
                    ((Utf8Slice*)column.Data)[row] = texts.Part(at + 1, stop - at - 2);
                }

                break;
            case TypeKind.Double:
                stop = JsonScan.Decimal(ref text, at, end, out double number);
                ((double*)column.Data)[row] = number;
                break;
            case TypeKind.Long:
                stop = JsonScan.Whole(ref text, at, end, out long whole);
                ((long*)column.Data)[row] = whole;
                break;
            case TypeKind.Int:
                stop = JsonScan.Whole(ref text, at, end, out long small);
                ((int*)column.Data)[row] = (int)small;
                stop = small == (int)small ? stop : -1;
                break;
            case TypeKind.Boolean:
                stop = JsonScan.Truth(ref text, at, end, out bool truth);
                column.SetBoolean(row, truth);
                break;
        }

        if (stop >= 0)
        {
            SetValid(column, row);
        }

        return stop;
    }

    /// <summary>Whether a value is the word null.</summary>
    public static bool IsNull(byte* text, int at, int end) =>
        end - at == 4 && Unsafe.ReadUnaligned<uint>(text + at) == Unsafe.ReadUnaligned<uint>(in "null"u8[0]);

    /// <summary>The type of the column.</summary>
    public TypeKind Kind => _kind;

    /// <summary>
    /// Reads a value whose end is known and that has quotes on both sides or on none; false when it is not one that the column takes, or
    /// only after a longer look. For the values that are not read a column at a time.
    /// </summary>
    public bool ReadBetween(byte* text, int at, int end, int length, ColumnVector column, int row, JsonTexts texts)
    {
        bool isString = text[at] == '"';
        if (!isString && ReadPlain(ref *text, at, length, column, row, texts) == end)
        {
            return true;
        }

        if (IsNull(text, at, end))
        {
            WriteNull(column, row);
            return true;
        }

        bool isOne = _kind is TypeKind.Decimal or TypeKind.Date or TypeKind.Timestamp
            && (isString || JsonScan.Number(ref *text, at, length) == end);
        FieldKind kind = isString ? FieldKind.Text : FieldKind.Number;
        int quote = isString ? 1 : 0;
        if (!isOne || !TryWrite(kind, new ReadOnlySpan<byte>(text, length), at + quote, end - at - (2 * quote), column, row, texts))
        {
            return false;
        }

        SetValid(column, row);
        return true;
    }

    /// <summary>A null, and an empty list where lists must have a place.</summary>
    public static void WriteNull(ColumnVector column, int row)
    {
        if (column.Type.Kind is TypeKind.Array or TypeKind.Map)
        {
            StartList(column, row);
            column.Offsets[row + 1] = column.Offsets[row];
        }
        else if (column.Type.Kind == TypeKind.Struct)
        {
            foreach (ColumnVector field in column.Children)
            {
                WriteNull(field, row);
            }
        }

        column.SetNull(row);
    }

    /// <summary>Reads a value that is not plain, or not of the column's type; false when it is not JSON.</summary>
    public bool ReadOther(ref JsonCursor cursor, ReadOnlySpan<byte> text, ColumnVector column, int row, JsonTexts texts)
    {
        byte first = cursor.Peek();
        switch (_type.Kind)
        {
            case TypeKind.Struct when first == '{':
                SetValid(column, row);
                return _object!.Read(ref cursor, text, column.Children, row, texts);
            case TypeKind.Array when first == '[':
                SetValid(column, row);
                return ReadList(ref cursor, text, column, row, texts);
            case TypeKind.Map when first == '{':
                SetValid(column, row);
                return ReadMap(ref cursor, text, column, row, texts);
        }

        if (!cursor.TakeValue(out FieldKind kind, out int start, out int length))
        {
            return false;
        }

        if (kind == FieldKind.Null)
        {
            WriteNull(column, row);
        }
        else if (TryWrite(kind, text, start, length, column, row, texts))
        {
            SetValid(column, row);
        }
        else
        {
            WriteNull(column, row);
            texts.IsClean = false;
        }

        return true;
    }

    private bool TryWrite(FieldKind kind, ReadOnlySpan<byte> text, int start, int length, ColumnVector column, int row, JsonTexts texts)
    {
        ReadOnlySpan<byte> value = text.Slice(start, length);
        bool isText = kind is FieldKind.Text or FieldKind.Escaped;
        switch (_type.Kind)
        {
            case TypeKind.String:
                Utf8Slice slice = texts.Part(start, length);
                bool isRead = kind != FieldKind.Escaped || texts.TryUnescape(text.Slice(start - 1, length + 2), out slice);
                ((Utf8Slice*)column.Data)[row] = isRead ? slice : default;
                return isRead;
            case TypeKind.Double:
                bool isNumber = kind == FieldKind.Number || (isText && !texts.IsStrict
                    && value is [>= (byte)'A', ..] or [(byte)'-' or (byte)'+', >= (byte)'A', ..]);
                return isNumber && TextValues.TryDouble(value, out ((double*)column.Data)[row]);
            case TypeKind.Long:
                return kind == FieldKind.Number && value.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
                    && TextValues.TryLong(value, out ((long*)column.Data)[row]);
            case TypeKind.Int:
                return kind == FieldKind.Number && value.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
                    && TextValues.TryInt(value, out ((int*)column.Data)[row]);
            case TypeKind.Decimal:
                return (kind == FieldKind.Number || isText)
                    && Decimals.TryParse(value, (DecimalType)_type, out ((Int128*)column.Data)[row]);
            case TypeKind.Boolean:
                column.SetBoolean(row, kind == FieldKind.True);
                return kind is FieldKind.True or FieldKind.False;
            case TypeKind.Date:
                return isText && TextValues.TryDate(value, out ((int*)column.Data)[row]);
            case TypeKind.Timestamp when isText:
                return TextValues.TryTimestamp(value, out ((long*)column.Data)[row]);
            case TypeKind.Timestamp when kind == FieldKind.Number && TextValues.TryDouble(value, out double seconds):
                ((long*)column.Data)[row] = value.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
                    && TextValues.TryLong(value, out long whole)
                    ? unchecked(whole * 1_000_000) : (long)(seconds * 1e6);
                return true;
            default:
                return false;
        }
    }

    private bool ReadList(ref JsonCursor cursor, ReadOnlySpan<byte> text, ColumnVector column, int row, JsonTexts texts)
    {
        StartList(column, row);
        ColumnVector values = column.Children[0];
        int end = column.Offsets[row];
        cursor.Take((byte)'[');
        bool isDone = cursor.Take((byte)']');
        while (!isDone)
        {
            values.EnsureCapacity(end + 1, end);
            if (!_element!.Read(ref cursor, text, values, end, texts))
            {
                return false;
            }

            end++;
            isDone = cursor.Take((byte)']');
            if (!isDone && !cursor.Take((byte)','))
            {
                return false;
            }
        }

        column.Offsets[row + 1] = end;
        return true;
    }

    private bool ReadMap(ref JsonCursor cursor, ReadOnlySpan<byte> text, ColumnVector column, int row, JsonTexts texts)
    {
        StartList(column, row);
        ColumnVector keys = column.Children[0];
        ColumnVector values = column.Children[1];
        int end = column.Offsets[row];
        cursor.Take((byte)'{');
        bool isDone = cursor.Take((byte)'}');
        while (!isDone)
        {
            keys.EnsureCapacity(end + 1, end);
            values.EnsureCapacity(end + 1, end);
            if (cursor.Peek() != '"' || !cursor.TakeString(out int start, out int length, out bool isEscaped) || !cursor.Take((byte)':'))
            {
                return false;
            }

            Utf8Slice key = texts.Part(start, length);
            texts.IsClean &= !isEscaped || texts.TryUnescape(text.Slice(start - 1, length + 2), out key);
            if (((MapType)_type).Key.Kind == TypeKind.String)
            {
                ((Utf8Slice*)keys.Data)[end] = key;
            }
            else
            {
                return false;
            }

            SetValid(keys, end);
            if (!_element!.Read(ref cursor, text, values, end, texts))
            {
                return false;
            }

            end++;
            isDone = cursor.Take((byte)'}');
            if (!isDone && !cursor.Take((byte)','))
            {
                return false;
            }
        }

        column.Offsets[row + 1] = end;
        return true;
    }

    private static void StartList(ColumnVector column, int row)
    {
        if (row == 0)
        {
            column.Offsets[0] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void SetValid(ColumnVector column, int row)
    {
        if (column.MayBeNull)
        {
            Bits.Set(column.Validity, row);
        }
    }
}
