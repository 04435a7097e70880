namespace HotStream.Io;

/// <summary>Lines of JSON into columns; or lines that all fit a schema, or else fail.</summary>
internal sealed class JsonRows : LineTaker
{
    private readonly FilePart _part;
    private readonly JsonColumnParser _parser;
    private readonly ColumnBatch _batch;
    private readonly ColumnVector[] _parsed;
    private readonly ColumnVector? _corrupt;
    private readonly RowRules _rules;
    private readonly ColumnSink _sink;
    private readonly bool _mustFit;
    private readonly List<int> _left = []; // lines taken last that are no rows

    /// <param name="part">Where the lines are.</param>
    /// <param name="fields">What is wanted of them.</param>
    /// <param name="rules">How they become rows.</param>
    /// <param name="sink">Takes the rows.</param>
    /// <param name="held">The other fields that a row may have, where all must fit; null where not.</param>
    public JsonRows(FilePart part, StructField[] fields, RowRules rules, ColumnSink sink, Schema? held = null)
    {
        _mustFit = held is not null;
        _part = part;
        _rules = rules;
        _sink = sink;
        bool IsCorrupt(StructField field) => field.Name == rules.CorruptColumn && field.Type == DataType.String;
        _batch = new ColumnBatch(new Schema(fields));
        _parsed = [.. _batch.Columns.Where((_, at) => !IsCorrupt(fields[at]))];
        _corrupt = _batch.Columns.Where((_, at) => IsCorrupt(fields[at])).FirstOrDefault();
        var wanted = new Schema(fields.Where(field => !IsCorrupt(field)));
        _parser = held is null ? new JsonColumnParser(wanted, rules.IgnoresCase) : new JsonColumnParser(wanted, held);
    }

    /// <summary>Whether no more rows were wanted before the end.</summary>
    public bool WereEnough { get; private set; }

    public override bool Take(Utf8Slice text)
    {
        bool wanted = true;
        for (int at = 0; wanted && at < text.Length;)
        {
            Begin();
            int row = 0;
            int line = 0;
            while (row < ColumnBatch.MaxRows && at < text.Length)
            {
                int read = _parser.TryParseLines(text.Substring(at, text.Length - at), _parsed, row, ColumnBatch.MaxRows - row,
                    out int bytes);
                at += bytes;
                ThrowIfUnknown();
                if (read == 0)
                {
                    TakeOne(LineAt(text, ref at), line++, ref row);
                    continue;
                }

                for (int end = row + read; row < end; row++, line++)
                {
                    _corrupt?.SetText(row, null);
                }
            }

            wanted = Push(row);
            LinesBefore += line;
        }

        return wanted;
    }

    public override bool Take(ReadOnlySpan<Utf8Slice> lines)
    {
        Begin();
        int row = 0;
        for (int at = 0; at < lines.Length; at++)
        {
            TakeOne(lines[at], at, ref row);
        }

        return Push(row);
    }

    public override int LineOf(int row)
    {
        foreach (int line in _left)
        {
            row += line <= row ? 1 : 0;
        }

        return row;
    }

    public override void TakeTooLong(Utf8Slice beginning)
    {
        ThrowIfMustFit();
        Refuse(beginning, 0, $"It is longer than {Slab.MaxCapacity >> 20} MiB; only its beginning is here.");
    }

    public override void Dispose()
    {
        _parser.Dispose();
        _batch.DisposeColumns();
    }

    private void Begin()
    {
        foreach (ColumnVector column in _batch.Columns)
        {
            column.ClearNulls();
        }

        _left.Clear();
    }

    private bool Push(int rows)
    {
        bool wanted = true;
        if (rows > 0)
        {
            _batch.SetLength(rows);
            wanted = _sink.Push(_batch);
            WereEnough = !wanted;
        }

        _parser.Clear();
        return wanted;
    }

    private void TakeOne(Utf8Slice line, int number, ref int row)
    {
        bool isClean = _parser.TryParse(line, _parsed, row);
        ThrowIfUnknown();
        if (isClean || Keeps(line, number))
        {
            _corrupt?.SetText(row, isClean ? null : line);
            row++;
        }
        else
        {
            _left.Add(number);
        }
    }

    /// <summary>Whether a line that is not clean is a row nevertheless; lines of blanks are none.</summary>
    private bool Keeps(Utf8Slice line, int number)
    {
        if (line.Trim().IsEmpty)
        {
            return false;
        }

        ThrowIfMustFit();
        if (_rules.Mode == ParseMode.FailFast || _rules.Letters.AreTaken)
        {
            Refuse(line, number, JsonText.FindProblem(line.Bytes) ?? "A value does not have the type of its column.");
        }

        return _rules.Mode == ParseMode.Permissive;
    }

    private void Refuse(Utf8Slice line, int number, string reason)
    {
        if (_rules.Mode == ParseMode.FailFast)
        {
            throw Failure(line, number, reason);
        }

        if (_rules.Letters.AreTaken)
        {
            _rules.Letters.Post(Place(number), reason, line);
        }
    }

    private void ThrowIfUnknown()
    {
        if (_mustFit && _parser.HasUnknownFields)
        {
            throw NoFit();
        }
    }

    private void ThrowIfMustFit()
    {
        if (_mustFit)
        {
            throw NoFit();
        }
    }

    private InvalidDataException NoFit() =>
        new($"{_part.Path} was changed while it was read: it has a record that does not fit its columns. Read it again.");

    private string Place(int number) => $"{_part.Path}, {Unit} {_part.NumberOf(LinesBefore + number)}";

    private InvalidDataException Failure(Utf8Slice line, int number, string reason)
    {
        string text = line.Length > 200 ? line.Substring(0, 200) + "..." : line.ToString();
        return new InvalidDataException($"A record cannot be read, {Place(number)}: {reason} The record is: {text}"
            + " Mode PERMISSIVE makes such records nulls, DROPMALFORMED leaves them out.");
    }
}
