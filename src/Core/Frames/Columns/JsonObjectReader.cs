namespace HotStream;

/// <summary>
/// One object of JSON into the columns of its fields, found by what stands between values (<see cref="JsonFields"/>).
/// </summary>
internal sealed class JsonObjectReader
{
    private readonly JsonFields _fields;
    private readonly JsonValueReader[] _values;
    private readonly long[] _seen; // the number of the object in which a field was found last
    private long _object;

    public JsonObjectReader(Schema schema, int depth, bool ignoresCase)
    {
        _fields = new JsonFields(schema.Select(field => field.Name), ignoresCase);
        _values = [.. schema.Select(field => new JsonValueReader(field.Type, depth + 1, ignoresCase))];
        _seen = new long[schema.Count];
    }

    /// <summary>Reads the object that comes next; false when it is not JSON.</summary>
    public bool Read(ref JsonCursor cursor, ReadOnlySpan<byte> text, ReadOnlySpan<ColumnVector> columns, int row, JsonTexts texts)
    {
        _object++;
        int found = 0;
        int at = cursor.At; // kept out of the cursor, which lies in memory
        for (int place = 0; ; place++)
        {
            int next = _fields.TakeKnown(ref cursor.Text, at, cursor.Length, place, out int field);
            if (next < 0)
            {
                cursor.MoveTo(at);
                field = _fields.TakeGap(ref cursor, text, place);
                next = cursor.At;
                if (field < JsonFields.Other)
                {
                    if (field == JsonFields.Malformed)
                    {
                        return false;
                    }

                    break;
                }
            }

            if (field == JsonFields.Other)
            {
                texts.HasUnknown = true;
                at = JsonScan.Plain(ref cursor.Text, next, cursor.Length);
                if (at < 0)
                {
                    cursor.MoveTo(next);
                    if (!cursor.TakeValue(out _, out _, out _))
                    {
                        return false;
                    }

                    at = cursor.At;
                }

                continue;
            }

            at = _values[field].ReadPlain(ref cursor.Text, next, cursor.Length, columns[field], row, texts);
            if (at < 0)
            {
                cursor.MoveTo(next);
                if (!_values[field].ReadOther(ref cursor, text, columns[field], row, texts))
                {
                    return false;
                }

                at = cursor.At;
            }

            found += _seen[field] == _object ? 0 : 1;
            _seen[field] = _object;
        }

        if (found < _values.Length)
        {
            WriteMissing(columns, row);
        }

        return true;
    }

    /// <summary>
    /// Reads a row whose commas are known, all of its values plain and what stands between them as in the row before; false for any other,
    /// which is read again then by <see cref="Read"/>, whatever was written.
    /// </summary>
    /// <param name="text">The row: no backslash and no control character is in it.</param>
    /// <param name="length">Its bytes.</param>
    /// <param name="ends">Where each value ends: at the commas that stand in no string, the last one before the closing bracket.</param>
    /// <param name="places">How many values there are.</param>
    /// <param name="quotes">How many quotes there are, each of which must be that of a name or of a value.</param>
    /// <param name="columns">The columns.</param>
    /// <param name="row">The row to write.</param>
    /// <param name="texts">The row as a text.</param>
    public unsafe bool ReadPlain(byte* text, int length, int* ends, int places, int quotes, ReadOnlySpan<ColumnVector> columns, int row,
        JsonTexts texts)
    {
        _object++;
        int found = 0;
        int start = 0;
        int strings = places; // the names
        for (int place = 0; place < places; place++)
        {
            int at = _fields.TakeKnown(ref *text, start, length, place, out int field);
            int end = ends[place];
            if (at < 0 || at >= end)
            {
                return false;
            }

            bool isString = text[at] == '"';
            strings += isString ? 1 : 0;
            if (isString && (text[end - 1] != '"' || end - at < 2))
            {
                return false;
            }

            if (field == JsonFields.Other)
            {
                texts.HasUnknown = true;
                if (!isString && JsonScan.Plain(ref *text, at, length) != end && !JsonValueReader.IsNull(text, at, end))
                {
                    return false;
                }
            }
            else
            {
                if (!_values[field].ReadBetween(text, at, end, length, columns[field], row, texts))
                {
                    return false;
                }

                found += _seen[field] == _object ? 0 : 1;
                _seen[field] = _object;
            }

            start = end;
        }

        if (quotes != 2 * strings)
        {
            return false;
        }

        if (found < _values.Length)
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
}
