using System.Runtime.CompilerServices;

namespace HotStream;

/// <content>The loops over the values of one place; each answers how many rows it has read.</content>
internal sealed unsafe partial class JsonBlock
{
    private static int ReadTexts(in Values values, int count, ColumnVector column, int row)
    {
        var data = (Utf8Slice*)column.Data + row;
        for (int i = 0; i < count; i++)
        {
            if (!values.TryFind(i, out byte* at, out byte* end))
            {
                return i;
            }

            ref RowText of = ref values.Rows[i];
            if (!IsString(at, end))
            {
                if (!JsonValueReader.IsNull(at, 0, (int)(end - at)))
                {
                    return i;
                }

                of.Quotes += 2;
                JsonValueReader.WriteNull(column, row + i);
                continue;
            }

            data[i] = Utf8Slice.Create(at + 1, (int)(end - at) - 2, of.Reference + (uint)(at + 1 - of.Text));
            JsonValueReader.SetValid(column, row + i);
        }

        return count;
    }

    private static int ReadDoubles(in Values values, JsonValueReader reader, int count, ColumnVector column, int row, JsonTexts texts)
    {
        var data = (double*)column.Data + row;
        for (int i = 0; i < count; i++)
        {
            if (!values.TryFind(i, out byte* at, out byte* end))
            {
                return i;
            }

            if (JsonDigits.TryRead(at, end, out ulong digits, out int fraction, out bool isNegative)
                && PlainDecimal.TryDivide(digits, fraction, out double size))
            {
                data[i] = BitConverter.Int64BitsToDouble(BitConverter.DoubleToInt64Bits(size) ^ ((isNegative ? 1L : 0) << 63));
                JsonValueReader.SetValid(column, row + i);
            }
            else if (!ReadOther(ref values.Rows[i], at, end, reader, column, row + i, texts))
            {
                return i;
            }
        }

        return count;
    }

    private static int ReadLongs(in Values values, JsonValueReader reader, int count, ColumnVector column, int row, JsonTexts texts)
    {
        var data = (long*)column.Data + row;
        for (int i = 0; i < count; i++)
        {
            if (!values.TryFind(i, out byte* at, out byte* end))
            {
                return i;
            }

            if (JsonDigits.TryRead(at, end, out ulong digits, out int fraction, out bool isNegative) && fraction == 0)
            {
                data[i] = isNegative ? -(long)digits : (long)digits;
                JsonValueReader.SetValid(column, row + i);
            }
            else if (!ReadOther(ref values.Rows[i], at, end, reader, column, row + i, texts))
            {
                return i;
            }
        }

        return count;
    }

    private static int ReadTruths(in Values values, JsonValueReader reader, int count, ColumnVector column, int row, JsonTexts texts)
    {
        for (int i = 0; i < count; i++)
        {
            if (!values.TryFind(i, out byte* at, out byte* end))
            {
                return i;
            }

            if (IsTruth(at, end, out bool truth))
            {
                column.SetBoolean(row + i, truth);
                JsonValueReader.SetValid(column, row + i);
            }
            else if (!ReadOther(ref values.Rows[i], at, end, reader, column, row + i, texts))
            {
                return i;
            }
        }

        return count;
    }

    private static int ReadOthers(in Values values, JsonValueReader reader, int count, ColumnVector column, int row, JsonTexts texts)
    {
        for (int i = 0; i < count; i++)
        {
            if (!values.TryFind(i, out byte* at, out byte* end)
                || !ReadOther(ref values.Rows[i], at, end, reader, column, row + i, texts))
            {
                return i;
            }
        }

        return count;
    }

    /// <summary>Values that nobody wants are values of JSON nevertheless.</summary>
    private static int Skip(in Values values, int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (!values.TryFind(i, out byte* at, out byte* end))
            {
                return i;
            }

            ref RowText of = ref values.Rows[i];
            if (IsString(at, end))
            {
                of.Quotes -= 2;
            }
            else if (!JsonDigits.IsNumber(at, end) && !IsTruth(at, end, out _) && !JsonValueReader.IsNull(at, 0, (int)(end - at))
                && JsonScan.Number(ref *of.Text, (int)(at - of.Text), of.Length) != end - of.Text)
            {
                return i;
            }
        }

        return count;
    }

    private static bool ReadOther(ref RowText of, byte* at, byte* end, JsonValueReader reader, ColumnVector column, int row,
        JsonTexts texts)
    {
        if (*at == '"')
        {
            if (!IsString(at, end))
            {
                return false;
            }

            of.Quotes -= 2;
        }

        return reader.ReadBetween(of.Text, (int)(at - of.Text), (int)(end - of.Text), of.Length, column, row, texts);
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
}
