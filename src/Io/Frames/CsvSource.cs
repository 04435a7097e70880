using System.Text;

namespace HotStream.Io;

/// <summary>Lines of separated values as texts.</summary>
internal sealed class CsvSource(string path, string[] files, string[] names, CsvFormat format, ParseMode mode, string? corruptColumn)
    : FileSource(path, files)
{
    public override Schema Schema { get; } = new([.. names.Select(name => new StructField(name, DataType.String)),
        .. corruptColumn is null ? [] : (StructField[])[new StructField(corruptColumn, DataType.String)]]);

    public override string ToString() => $"csv {base.ToString()}";

    protected override LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink) =>
        new Rows(part, projection, names.Length, format, mode, sink);

    private sealed class Rows : LineTaker
    {
        private readonly FilePart _part;
        private readonly CsvFormat _format;
        private readonly ParseMode _mode;
        private readonly ColumnSink _sink;
        private readonly ColumnBatch _batch;
        private readonly ColumnVector?[] _columns; // of each field its column, when it is wanted
        private readonly ColumnVector? _corrupt;
        private readonly Utf8Arena _unescaped = new();
        private readonly List<int> _left = []; // lines taken last that are no rows
        private bool _isHeader;

        public Rows(FilePart part, IReadOnlyList<int> projection, int fields, CsvFormat format, ParseMode mode, ColumnSink sink)
        {
            (_part, _format, _mode, _sink) = (part, format, mode, sink);
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
                if (!line.IsEmpty && Write(line, row))
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

        public override void TakeTooLong(Utf8Slice beginning)
        {
            if (_mode == ParseMode.FailFast)
            {
                throw Failure(beginning, $"it is longer than {Slab.MaxCapacity >> 20} MiB.");
            }
        }

        public override void Dispose()
        {
            _unescaped.Dispose();
            foreach (ColumnVector column in _batch.Columns)
            {
                column.Dispose();
            }
        }

        private bool Write(Utf8Slice line, int row)
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
            return isClean || _mode switch
            {
                ParseMode.Permissive => true,
                ParseMode.DropMalformed => false,
                _ => throw Failure(line, $"it has not {_columns.Length} fields."),
            };
        }

        private Utf8Slice Unescape(ReadOnlySpan<byte> field)
        {
            string quote = ((char)_format.Quote).ToString();
            return _unescaped.Add(Encoding.UTF8.GetString(field).Replace(quote + quote, quote, StringComparison.Ordinal));
        }

        private InvalidDataException Failure(Utf8Slice line, string reason) => new(
            $"A record of {_part.Path} cannot be read: {reason} The record is: {line}. Mode PERMISSIVE makes missing values nulls, "
                + "DROPMALFORMED leaves it out.");
    }
}
