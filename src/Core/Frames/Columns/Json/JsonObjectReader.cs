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

    public JsonObjectReader(IReadOnlyList<StructField> schema, int depth, bool ignoresCase)
    {
        _fields = new JsonFields(schema.Select(field => field.Name), ignoresCase);
        _values = [.. schema.Select(field => new JsonValueReader(field.Type, depth + 1, ignoresCase))];
        _seen = new long[schema.Count];
    }

    /// <summary>What stands between the values.</summary>
    public JsonFields Fields => _fields;

    /// <summary>What reads each field.</summary>
    public IReadOnlyList<JsonValueReader> Values => _values;

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

            bool isHeld = field >= columns.Length;
            ColumnVector column = isHeld ? texts.Held[field - columns.Length] : columns[field];
            int to = isHeld ? 0 : row;
            at = _values[field].ReadPlain(ref cursor.Text, next, cursor.Length, column, to, texts);
            if (at < 0)
            {
                cursor.MoveTo(next);
                if (!_values[field].ReadOther(ref cursor, text, column, to, texts))
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
