using System.Text;

namespace HotStream.Io;

/// <summary>
/// Lines of a part as rows: the texts of the fields that are wanted are cut out of each line, then become values, a column of a batch at a
/// time.
/// </summary>
internal sealed class CsvRows : LineTaker
{
    private readonly FilePart _part;
    private readonly Schema _fields;
    private readonly CsvFormat _format;
    private readonly RowRules _rules;
    private readonly ColumnSink _sink;
    private readonly IReadOnlyList<int> _projection;
    private readonly int[] _read; // the fields that are looked at, ascending
    private readonly ColumnBatch _texts; // of these
    private readonly ColumnVector?[] _textOf; // of each field its texts, when it is looked at
    private readonly TextColumnParser _parser;
    private readonly ColumnVector? _good;
    private readonly ColumnVector? _corrupt;
    private readonly Utf8Arena _unescaped = new();
    private readonly List<int> _left = []; // lines taken last that are no rows
    private readonly bool[] _isRefused = new bool[ColumnBatch.MaxRows];
    private ColumnBatch? _batch; // what is handed on
    private bool _isHeader;

    public CsvRows(FilePart part, IReadOnlyList<int> projection, Schema fields, CsvFormat format, RowRules rules, ColumnSink sink)
    {
        (_part, _projection, _fields, _format, _rules, _sink) = (part, projection, fields, format, rules, sink);
        _isHeader = format.HasHeader && part.Start == 0;
        bool asksAll = projection.Contains(fields.Count); // whether all have their types
        _read = [.. Enumerable.Range(0, fields.Count).Where(field => projection.Contains(field)
            || (asksAll && fields[field].Type != DataType.String))];
        _texts = new ColumnBatch([.. _read.Select(static _ => new ColumnVector(DataType.String))]);
        _textOf = [.. Enumerable.Range(0, fields.Count).Select(field =>
            Array.IndexOf(_read, field) is int at and >= 0 ? _texts.Columns[at] : null)];
        _parser = new TextColumnParser([.. _read.Select(field => fields[field].Type)]);
        _good = asksAll ? new ColumnVector(DataType.Boolean) : null;
        _corrupt = projection.Contains(fields.Count + 1) ? new ColumnVector(DataType.String) : null;
    }

    public override bool Take(ReadOnlySpan<Utf8Slice> lines)
    {
        Array.ForEach(_texts.Columns, static column => column.ClearNulls());
        _corrupt?.ClearNulls();
        _left.Clear();
        bool wanted = true;
        int row = 0;
        for (int i = 0; i < lines.Length; i++)
        {
            if (!(i == 0 && _isHeader) && !lines[i].IsEmpty && Write(lines[i], row, i))
            {
                row++;
            }
            else
            {
                _left.Add(i);
            }
        }

        _isHeader = false;
        if (row > 0)
        {
            _texts.SetLength(row);
            ReadOnlySpan<ColumnVector> values = _parser.Parse(_texts);
            CheckTypes(values, row, lines);
            _batch ??= new ColumnBatch(ColumnsOf(values));
            _batch.SetLength(row);
            wanted = _sink.Push(_batch);
        }

        _unescaped.Clear();
        return wanted;
    }

    public override int LineOf(int row)
    {
        foreach (int line in _left)
        {
            row += line <= row ? 1 : 0;
        }

        return row;
    }

    public override void TakeTooLong(Utf8Slice beginning) =>
        Refuse(beginning, 0, $"It is longer than {Slab.MaxCapacity >> 20} MiB; only its beginning is here.");

    public override void Dispose()
    {
        _unescaped.Dispose();
        _texts.DisposeColumns();
        _parser.Dispose();
        _good?.Dispose();
        _corrupt?.Dispose();
    }

    private ColumnVector[] ColumnsOf(ReadOnlySpan<ColumnVector> values)
    {
        var columns = new ColumnVector[_projection.Count];
        for (int i = 0; i < columns.Length; i++)
        {
            int field = _projection[i];
            columns[i] = field < _fields.Count ? values[Array.IndexOf(_read, field)] : field == _fields.Count ? _good! : _corrupt!;
        }

        return columns;
    }

    /// <summary>Refuses, once each, the records that have a value without its type.</summary>
    private void CheckTypes(ReadOnlySpan<ColumnVector> values, int rows, ReadOnlySpan<Utf8Slice> lines)
    {
        for (int row = 0; _good is not null && row < rows; row++)
        {
            _good.SetBoolean(row, true);
        }

        for (int column = 0; column < values.Length; column++)
        {
            (ColumnVector texts, ColumnVector typed) = (_texts.Columns[column], values[column]);
            for (int row = 0; typed != texts && typed.MayBeNull && row < rows; row++)
            {
                if (!typed.IsNull(row) || texts.IsNull(row) || _isRefused[row])
                {
                    continue;
                }

                _isRefused[row] = true;
                _good?.SetBoolean(row, false);
                int number = LineOf(row);
                _corrupt?.SetText(row, lines[number]);
                StructField field = _fields[_read[column]];
                Refuse(lines[number], number, $"Its column '{field.Name}' is no {field.Type}.");
            }
        }

        _isRefused.AsSpan(0, rows).Clear();
    }

    private bool Write(Utf8Slice line, int row, int number)
    {
        ReadOnlySpan<byte> bytes = line.Bytes;
        int at = 0;
        int field = 0;
        for (; field < _textOf.Length && at <= bytes.Length; field++)
        {
            (int start, int length, bool isQuoted, bool isEscaped) = _format.Next(bytes, ref at);
            bool isNull = !isQuoted && bytes.Slice(start, length).SequenceEqual(_format.Null);
            _textOf[field]?.SetText(row, isNull ? null : isEscaped ? Unescape(bytes.Slice(start, length))
                : line.Substring(start, length));
        }

        bool isClean = field == _textOf.Length && at > bytes.Length;
        for (; field < _textOf.Length; field++)
        {
            _textOf[field]?.SetText(row, null);
        }

        _corrupt?.SetText(row, isClean ? null : line);
        if (!isClean)
        {
            Refuse(line, number, $"It does not have {_textOf.Length} fields.");
        }

        _isRefused[row] = !isClean;
        return isClean || _rules.Mode == ParseMode.Permissive;
    }

    private void Refuse(Utf8Slice line, int number, string reason)
    {
        string place = $"{_part.Path}, {Unit} {_part.NumberOf(LinesBefore + number)}";
        if (_rules.Mode == ParseMode.FailFast)
        {
            throw new InvalidDataException($"A record cannot be read, {place}: {reason} The record is: {line}. Mode PERMISSIVE makes "
                + "missing "
                + "values nulls, DROPMALFORMED leaves it out.");
        }

        if (_rules.Letters.AreTaken)
        {
            _rules.Letters.Post(place, reason, line);
        }
    }

    private Utf8Slice Unescape(ReadOnlySpan<byte> field)
    {
        string quote = ((char)_format.Quote).ToString();
        return _unescaped.Add(Encoding.UTF8.GetString(field).Replace(quote + quote, quote, StringComparison.Ordinal));
    }
}
