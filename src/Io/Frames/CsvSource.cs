using System.Text;

namespace HotStream.Io;

/// <summary>Lines of separated values as texts.</summary>
internal sealed class CsvSource(string path, string[] files, string[] names, CsvFormat format, RowRules rules, bool hasCorrupt)
    : FileSource(path, files)
{
    /// <summary>What a condition behind the source says of a record whose values do not have their types.</summary>
    public const string NotTyped = "A value does not have the type of its column.";

    public override Schema Schema { get; } = new([.. names.Select(name => new StructField(name, DataType.String)),
        .. !hasCorrupt ? [] : (StructField[])[new StructField(rules.CorruptColumn, DataType.String)]]);

    public override string ToString() => $"csv {base.ToString()}";

    protected override LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink) =>
        new Rows(part, projection, names.Length, format, rules, sink);

    private sealed class Rows : LineTaker
    {
        private readonly FilePart _part;
        private readonly CsvFormat _format;
        private readonly RowRules _rules;
        private readonly ColumnSink _sink;
        private readonly ColumnBatch _batch;
        private readonly ColumnVector?[] _columns; // of each field its column, when it is wanted
        private readonly ColumnVector? _corrupt;
        private readonly Utf8Arena _unescaped = new();
        private readonly List<int> _left = []; // lines taken last that are no rows
        private bool _isHeader;

        public Rows(FilePart part, IReadOnlyList<int> projection, int fields, CsvFormat format, RowRules rules, ColumnSink sink)
        {
            (_part, _format, _rules, _sink) = (part, format, rules, sink);
            _isHeader = format.HasHeader && part.Start == 0;
            _batch = new ColumnBatch([.. projection.Select(_ => new ColumnVector(DataType.String))]);
            _columns = new ColumnVector?[fields];
            for (int i = 0; i < projection.Count; i++)
            {
                if (projection[i] < fields)
                {
                    _columns[projection[i]] = _batch.Columns[i];
                }
                else
                {
                    _corrupt = _batch.Columns[i];
                }
            }
        }

        public override bool Take(ReadOnlySpan<Utf8Slice> lines)
        {
            ReadOnlySpan<Utf8Slice> all = lines;
            foreach (ColumnVector column in _batch.Columns)
            {
                column.ClearNulls();
            }

            int row = 0;
            _left.Clear();
            if (_isHeader)
            {
                _left.Add(0);
                lines = lines[1..];
            }

            foreach (Utf8Slice line in lines)
            {
                if (!line.IsEmpty && Write(line, row, row + _left.Count))
                {
                    row++;
                }
                else
                {
                    _left.Add(row + _left.Count);
                }
            }

            _isHeader = false;
            bool wanted = true;
            if (row > 0)
            {
                _batch.SetLength(row);
                try
                {
                    wanted = _sink.Push(_batch);
                }
                catch (RowException failure) when (failure is { Problem: NotTyped, Row: >= 0 })
                {
                    throw Failure(all[LineOf(failure.Row)], LineOf(failure.Row), NotTyped);
                }
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

        public override void TakeTooLong(Utf8Slice beginning)
        {
            Refuse(beginning, 0, $"It is longer than {Slab.MaxCapacity >> 20} MiB; only its beginning is here.");
        }

        public override void Dispose()
        {
            _unescaped.Dispose();
            _batch.DisposeColumns();
        }

        private bool Write(Utf8Slice line, int row, int number)
        {
            ReadOnlySpan<byte> bytes = line.Bytes;
            int at = 0;
            int field = 0;
            for (; field < _columns.Length && at <= bytes.Length; field++)
            {
                (int start, int length, bool isQuoted, bool isEscaped) = _format.Next(bytes, ref at);
                bool isNull = !isQuoted && bytes.Slice(start, length).SequenceEqual(_format.Null);
                _columns[field]?.SetText(row, isNull ? null : isEscaped ? Unescape(bytes.Slice(start, length))
                    : line.Substring(start, length));
            }

            bool isClean = field == _columns.Length && at > bytes.Length;
            for (; field < _columns.Length; field++)
            {
                _columns[field]?.SetText(row, null);
            }

            _corrupt?.SetText(row, isClean ? null : line);
            if (!isClean)
            {
                Refuse(line, number, $"It does not have {_columns.Length} fields.");
            }

            return isClean || _rules.Mode == ParseMode.Permissive;
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

        private string Place(int number) => $"{_part.Path}, {Unit} {_part.NumberOf(LinesBefore + number)}";

        private Utf8Slice Unescape(ReadOnlySpan<byte> field)
        {
            string quote = ((char)_format.Quote).ToString();
            return _unescaped.Add(Encoding.UTF8.GetString(field).Replace(quote + quote, quote, StringComparison.Ordinal));
        }

        private InvalidDataException Failure(Utf8Slice line, int number, string reason) => new(
            $"A record cannot be read, {Place(number)}: {reason} The record is: {line}. Mode PERMISSIVE makes missing values nulls, "
                + "DROPMALFORMED leaves it out.");
    }
}
