using System.Runtime.CompilerServices;

namespace HotStream;

/// <content>
/// The loops over the values of one place; each answers how many rows it has read. The usual values of a type are read without a call,
/// any other value between them by itself.
/// </content>
internal sealed unsafe partial class JsonBlock
{
    private static int ReadColumn(in Values values, JsonValueReader reader, int count, ColumnVector column, int row, JsonTexts texts)
    {
        for (int i = 0; ; i++)
        {
            int from = i;
            i = reader.Kind switch
            {
                TypeKind.String => ReadTexts(in values, i, count, (Utf8Slice*)column.Data + row),
                TypeKind.Double when JsonDigits.IsSupported => ReadDoubles(in values, i, count, (double*)column.Data + row),
                TypeKind.Long when JsonDigits.IsSupported => ReadLongs(in values, i, count, (long*)column.Data + row),
                TypeKind.Boolean => ReadTruths(in values, i, count, (ulong*)column.Data, row),
                _ => i,
            };
            column.SetValid(row + from, row + i);
            if (i == count || !values.TryFind(i, out byte* at, out byte* end)
                || !ReadOther(in values, i, at, end, reader, column, row + i, texts))
            {
                return i;
            }
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadTexts(in Values values, int from, int count, Utf8Slice* data) =>
        values.Read(from, count, new TextReader(data, values.Rows.Text, values.Rows.Reference));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadDoubles(in Values values, int from, int count, double* data) =>
        values.Read(from, count, new DoubleReader(data, JsonDigits.Moves));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLongs(in Values values, int from, int count, long* data) =>
        values.Read(from, count, new LongReader(data, JsonDigits.Moves));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadTruths(in Values values, int from, int count, ulong* data, int row) =>
        values.Read(from, count, new TruthReader(data, row));

    /// <summary>Values that nobody wants are values of JSON nevertheless.</summary>
    private static int Skip(in Values values, int count)
    {
        for (int i = 0; ; i++)
        {
            i = values.Read(i, count, new Skipper(values.Rows.Quotes));
            if (i == count || !values.TryFind(i, out byte* at, out byte* end))
            {
                return i;
            }

            byte* text = values.Rows.Text;
            if (!JsonValueReader.IsNull(at, 0, (int)(end - at))
                && JsonScan.Number(ref *text, (int)(at - text), values.Rows.Length) != end - text)
            {
                return i;
            }
        }
    }

    /// <summary>Values that nobody wants, but that must have a type.</summary>
    private static int Hold(in Values values, JsonValueReader reader, int count, ColumnVector column, JsonTexts texts)
    {
        if (reader.Kind == TypeKind.String)
        {
            return Skip(in values, count); // every value fits a text
        }

        for (int i = 0; ; i++)
        {
            i = reader.Kind switch
            {
                TypeKind.Double when JsonDigits.IsSupported => values.Read(i, count, new NumberHolder()),
                TypeKind.Long when JsonDigits.IsSupported => values.Read(i, count, new WholeHolder()),
                TypeKind.Boolean => values.Read(i, count, new TruthHolder()),
                _ => i,
            };
            if (i == count || !values.TryFind(i, out byte* at, out byte* end)
                || !ReadOther(in values, i, at, end, reader, column, 0, texts))
            {
                return i;
            }
        }
    }

    private static bool ReadOther(in Values values, int i, byte* at, byte* end, JsonValueReader reader, ColumnVector column, int row,
        JsonTexts texts)
    {
        if (reader.Kind == TypeKind.String)
        {
            if (!JsonValueReader.IsNull(at, 0, (int)(end - at)))
            {
                return false;
            }

            values.Rows.Quotes[i] -= 2;
            JsonValueReader.WriteNull(column, row);
            return true;
        }

        if (*at == '"')
        {
            if (!IsString(at, end))
            {
                return false;
            }

            values.Rows.Quotes[i] += 2;
        }

        byte* text = values.Rows.Text;
        return reader.ReadBetween(text, (int)(at - text), (int)(end - text), values.Rows.Length, column, row, texts);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsString(byte* at, byte* end) => *at == '"' && end[-1] == '"' && end - at >= 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsTruth(byte* at, byte* end, out bool truth)
    {
        uint word = Unsafe.ReadUnaligned<uint>(at); // bytes behind a row are readable
        truth = word == Unsafe.ReadUnaligned<uint>(in "true"u8[0]) && end - at == 4;
        return truth || (word == Unsafe.ReadUnaligned<uint>(in "fals"u8[0]) && end - at == 5 && at[4] == 'e');
    }

    private readonly struct TextReader(Utf8Slice* data, byte* text, ulong reference) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row)
        {
            bool isString = IsString(at, end);
            if (isString)
            {
                data[row] = Utf8Slice.Create(at + 1, (int)(end - at) - 2, reference + (uint)(at + 1 - text));
            }

            return isString;
        }
    }

    private readonly struct DoubleReader(double* data, byte* moves) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row)
        {
            if (!JsonDigits.TryRead(at, end, moves, out ulong digits, out int fraction, out ulong sign)
                || !JsonDigits.TryDivide(digits, fraction, out double size))
            {
                return false;
            }

            data[row] = BitConverter.UInt64BitsToDouble(BitConverter.DoubleToUInt64Bits(size) ^ (sign << 63));
            return true;
        }
    }

    private readonly struct LongReader(long* data, byte* moves) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row)
        {
            bool isRead = JsonDigits.TryReadWhole(at, end, moves, out long value);
            data[row] = value;
            return isRead;
        }
    }

    private readonly struct TruthReader(ulong* data, int first) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row)
        {
            bool isRead = IsTruth(at, end, out bool truth);
            Bits.Put(data, first + row, truth);
            return isRead;
        }
    }

    private readonly struct NumberHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row) => JsonDigits.IsNumber(at, end);
    }

    private readonly struct WholeHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row) => JsonDigits.IsWhole(at, end);
    }

    private readonly struct TruthHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row) => IsTruth(at, end, out _);
    }

    private readonly struct Skipper(int* quotes) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, int row)
        {
            if (IsString(at, end))
            {
                quotes[row] += 2;
                return true;
            }

            return JsonDigits.IsNumber(at, end) || IsTruth(at, end, out _);
        }
    }
}
