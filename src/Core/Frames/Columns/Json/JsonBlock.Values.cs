using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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
    private static int ReadDoubles(in Values values, int from, int count, double* data)
    {
        int end = values.Read(from, count, new NumberReader(values.Rows.Digits, values.Rows.Shapes, JsonDigits.Moves));
        return AlignedDigits.ToDoubles(values.Rows.Digits, values.Rows.Shapes, from, end, data);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadLongs(in Values values, int from, int count, long* data)
    {
        int end = values.Read(from, count, new WholeReader(values.Rows.Digits, values.Rows.Shapes, JsonDigits.Moves));
        AlignedDigits.ToLongs(values.Rows.Digits, values.Rows.Shapes, from, end, data);
        return end;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadTruths(in Values values, int from, int count, ulong* data, int row) =>
        values.Read(from, count, new TruthReader(data, row));

    /// <summary>Values that nobody wants are values of JSON nevertheless; mostly all are of the kind of the first.</summary>
    /// <param name="values">The values.</param>
    /// <param name="count">How many.</param>
    /// <param name="quotes">Counts those that every row has.</param>
    private static int Skip(in Values values, int count, ref int quotes)
    {
        if (!values.TryFind(0, out byte* first, out _))
        {
            return 0;
        }

        int alike = *first switch
        {
            (byte)'"' => values.Read(0, count, new TextHolder()),
            (byte)'t' or (byte)'f' => values.Read(0, count, new TruthHolder()),
            _ => values.Read(0, count, new NumberHolder()),
        };
        if (alike == count)
        {
            quotes += *first == '"' ? 2 : 0;
            return count;
        }

        for (int i = 0; i < alike && *first == '"'; i++)
        {
            values.Rows.Quotes[i] += 2;
        }

        return SkipOthers(in values, alike, count);
    }

    private static int SkipOthers(in Values values, int from, int count)
    {
        for (int i = from; ; i++)
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
    private static int Hold(in Values values, JsonValueReader reader, int count, ColumnVector column, JsonTexts texts, ref int quotes)
    {
        if (reader.Kind == TypeKind.String)
        {
            return Skip(in values, count, ref quotes); // every value fits a text
        }

        for (int i = 0; ; i++)
        {
            i = reader.Kind switch
            {
                TypeKind.Double => values.Read(i, count, new NumberHolder()),
                TypeKind.Long => values.Read(i, count, new WholeHolder()),
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
        public bool TryRead(byte* at, byte* end, nint row)
        {
            bool isString = IsString(at, end);
            if (isString)
            {
                data[row] = Utf8Slice.Create(at + 1, (int)(end - at) - 2, reference + (uint)(at + 1 - text));
            }

            return isString;
        }
    }

    private readonly struct NumberReader(Vector128<byte>* digits, ulong* shapes, byte* moves) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row) => JsonDigits.TryAlign(at, end, moves, out digits[row], out shapes[row]);
    }

    private readonly struct WholeReader(Vector128<byte>* digits, ulong* shapes, byte* moves) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row) =>
            JsonDigits.TryAlignWhole(at, end, moves, out digits[row], out shapes[row]);
    }

    private readonly struct TruthReader(ulong* data, int first) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row)
        {
            bool isRead = IsTruth(at, end, out bool truth);
            Bits.Put(data, first + (int)row, truth);
            return isRead;
        }
    }

    private readonly struct TextHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row) => IsString(at, end);
    }

    private readonly struct NumberHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row) => JsonDigits.IsNumber(at, end);
    }

    private readonly struct WholeHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row) => JsonDigits.IsWhole(at, end);
    }

    private readonly struct TruthHolder : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row) => IsTruth(at, end, out _);
    }

    private readonly struct Skipper(int* quotes) : IValueReader
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryRead(byte* at, byte* end, nint row)
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
