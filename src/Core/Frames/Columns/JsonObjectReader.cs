using System.Text;

namespace HotStream;

/// <summary>
/// One object of JSON into the columns of its fields. Senders write their fields in the same order again and again, so what stands between
/// two values (comma, name, colon, blanks) is first compared with what stood there in the object before: one comparison instead of four
/// steps, and the column is known.
/// </summary>
internal sealed class JsonObjectReader
{
    private const int Places = 64;
    private const int GapBytes = 48;
    private const int NoField = -1;
    private const int End = -2;
    private const int Malformed = -3;

    private readonly byte[] _gap = new byte[Places * GapBytes];
    private readonly int[] _gapLength = new int[Places];
    private readonly int[] _field = new int[Places];
    private readonly byte[][] _names;
    private readonly JsonValueReader[] _values;
    private readonly long[] _seen; // the number of the object in which a field was found last
    private long _object;

    public JsonObjectReader(Schema schema, int depth)
    {
        _names = [.. schema.Select(field => Encoding.UTF8.GetBytes(field.Name))];
        _values = [.. schema.Select(field => new JsonValueReader(field.Type, depth + 1))];
        _seen = new long[schema.Count];
    }

    /// <summary>Reads the object that comes next; false when it is not JSON.</summary>
    public bool Read(ref JsonCursor cursor, ReadOnlySpan<byte> text, ReadOnlySpan<ColumnVector> columns, int row, JsonTexts texts)
    {
        _object++;
        int found = 0;
        for (int place = 0; ; place++)
        {
            int field = place < Places && cursor.TakeSame(Gap(place)) ? _field[place] : TakeGap(ref cursor, text, place, texts);
            if (field < NoField)
            {
                if (field == Malformed)
                {
                    return false;
                }

                break;
            }

            if (field == NoField)
            {
                texts.HasUnknown = true;
                if (!cursor.TakePlainString(out _, out _) && !cursor.TakeDecimal(out _) && !cursor.TakeValue(out _, out _, out _))
                {
                    return false;
                }

                continue;
            }

            if (!_values[field].Read(ref cursor, text, columns[field], row, texts))
            {
                return false;
            }

            found += _seen[field] == _object ? 0 : 1;
            _seen[field] = _object;
        }

        if (found < _names.Length)
        {
            WriteMissing(columns, row);
        }

        return true;
    }

    private void WriteMissing(ReadOnlySpan<ColumnVector> columns, int row)
    {
        for (int i = 0; i < columns.Length; i++)
        {
            if (_seen[i] != _object)
            {
                JsonValueReader.WriteNull(columns[i], row);
            }
        }
    }

    private ReadOnlySpan<byte> Gap(int place) => _gap.AsSpan(place * GapBytes, _gapLength[place]);

    private int TakeGap(ref JsonCursor cursor, ReadOnlySpan<byte> text, int place, JsonTexts texts)
    {
        int start = cursor.At;
        if (!cursor.Take(place == 0 ? (byte)'{' : (byte)','))
        {
            return place > 0 && cursor.Take((byte)'}') ? End : Malformed;
        }

        if (place == 0 && cursor.Take((byte)'}'))
        {
            return End;
        }

        if (cursor.Peek() != '"' || !cursor.TakeString(out int nameStart, out int nameLength, out bool isEscaped)
            || !cursor.Take((byte)':'))
        {
            return Malformed;
        }

        cursor.Peek();
        int field = isEscaped && texts.TryUnescape(text.Slice(nameStart - 1, nameLength + 2), out Utf8Slice name) ? IndexOf(name.Bytes)
            : IndexOf(text.Slice(nameStart, nameLength));
        int length = cursor.At - start;
        if (place < Places && length <= GapBytes)
        {
            text.Slice(start, length).CopyTo(_gap.AsSpan(place * GapBytes));
            _gapLength[place] = length;
            _field[place] = field;
        }

        return field;
    }

    private int IndexOf(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
            {
                return i;
            }
        }

        return NoField;
    }
}
