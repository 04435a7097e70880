using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace HotStream;

/// <summary>
/// Usual rows of JSON, many at once and a column at a time. First the ends of lines and the commas that stand in no string are found, of
/// all rows in one pass (<see cref="JsonOutline"/>); then each column is read in a loop of its own, which knows its type, where each value
/// begins and where it ends. A walk knows neither: what it reads next waits for what it has read, and each value is another case.
/// <para>Law: a row is taken when what stands between its values is what stood there in the row before, byte by byte, each value from its
/// beginning to its end is one of JSON that its column takes, and there are no quotes but those of names and of strings. So every byte was
/// looked at. Quotes are counted of all rows together, which is enough: no row has fewer than it must have. Any other row ends the
/// block, and the walk reads it.</para>
/// </summary>
internal sealed unsafe partial class JsonBlock : IDisposable
{
    private const int RowsMax = 128; // with their texts they fit the second-level cache, and nearly the first
    private const int RowsMin = 8;
    private const int LongestPause = 63;

    private readonly NativeBlock _marks = new(sizeof(int) * JsonOutline.Room);
    private readonly NativeBlock _rows = new(sizeof(int) * ((2 * RowsMax) + 1));
    private readonly NativeBlock _digits = new((nuint)(RowsMax * (sizeof(Vector128<byte>) + sizeof(ulong))));
    private readonly JsonOutline _outline = JsonOutline.InUse;
    private bool[] _isFound = [];
    private int _size = RowsMin; // rows that are tried next
    private int _pause; // calls that are answered with nothing after the next that finds nothing
    private int _left;
    private int _lineBytes = 256; // of a line, as the last ones were

    /// <summary>Reads rows, at most so many; how many, which may be none, and the bytes of their lines.</summary>
    public int Read(JsonObjectReader reader, Utf8Slice lines, ReadOnlySpan<ColumnVector> columns, int row, int most, JsonTexts texts,
        out int bytes)
    {
        bytes = 0;
        if (_left > 0 || lines.IsInline || most <= 0)
        {
            _left = Math.Max(0, _left - 1);
            return 0;
        }

        texts.HasUnknown = false;
        int tried = Math.Min(most, _size);
        var found = new Rows
        {
            Text = SlabTable.Resolve(lines.Tail),
            Reference = lines.Tail,
            Length = lines.Length,
            Marks = (int*)_marks.Pointer,
            Begins = (int*)_rows.Pointer,
            Quotes = (int*)_rows.Pointer + RowsMax + 1,
            Digits = (Vector128<byte>*)_digits.Pointer,
            Shapes = (ulong*)(_digits.Pointer + (RowsMax * sizeof(Vector128<byte>))),
        };
        int read = 0;
        if (Find(ref found, tried))
        {
            read = ReadColumns(reader, in found, columns, row, texts);
            bytes = found.Begins[read];
            _lineBytes = read == 0 ? _lineBytes : bytes / read;
        }

        _size = read == tried ? Math.Min(2 * _size, RowsMax) : Math.Max(RowsMin, read);
        _pause = read > 0 ? 0 : _pause;
        if (read == 0)
        {
            _left = _pause;
            _pause = Math.Min((2 * _pause) + 1, LongestPause);
        }

        return read;
    }

    public void Dispose()
    {
        _marks.Dispose();
        _rows.Dispose();
        _digits.Dispose();
    }

    /// <summary>Where the values of rows end; of how many rows that is known, all with the same number of values.</summary>
    private bool Find(ref Rows rows, int tried)
    {
        byte* text = rows.Text;
        int* marks = rows.Marks;
        int most = Math.Min(rows.Length, JsonOutline.LengthMax);
        int wanted = Math.Min(most, (tried * (_lineBytes + (_lineBytes / 8))) + 64);
        rows.Found = _outline.Find(text, wanted, marks);
        if (rows.Found.Seen == wanted && wanted < most && !new ReadOnlySpan<byte>(text, wanted).Contains((byte)'\n'))
        {
            rows.Found = _outline.Find(text, most, marks); // a long line
        }

        int count = rows.Found.Count;
        int values = 0;
        while (values < count && values < JsonFields.Places && text[marks[values]] != '\n')
        {
            values++;
        }

        rows.Places = ++values;
        int begin = 0;
        rows.Begins[0] = 0;
        for (int mark = values - 1; rows.Count < tried && mark < count && text[marks[mark]] == '\n'; mark += values)
        {
            int close = marks[mark] - 1;
            close -= close > begin && text[close] == '\r' ? 1 : 0;
            if (close <= begin || text[close] != '}')
            {
                break;
            }

            begin = marks[mark] + 1;
            marks[mark] = close; // a value ends there, as others end at a comma
            rows.Quotes[rows.Count++] = 0;
            rows.Begins[rows.Count] = begin;
        }

        return rows.Count > 0;
    }

    private int ReadColumns(JsonObjectReader reader, in Rows rows, ReadOnlySpan<ColumnVector> columns, int row, JsonTexts texts)
    {
        if (_isFound.Length != columns.Length)
        {
            _isFound = new bool[columns.Length];
        }

        Array.Clear(_isFound);
        int count = rows.Count;
        int quotes = 2 * rows.Places; // of the names
        for (int place = 0; place < rows.Places && count > 0; place++)
        {
            ReadOnlySpan<byte> known = reader.Fields.KnownGap(place, out int field);
            if (known.IsEmpty || (place > 0 && known[0] != ','))
            {
                return 0;
            }

            var values = new Values(in rows, place, known);
            if (field == JsonFields.Other)
            {
                texts.HasUnknown = true;
                count = Skip(in values, count, ref quotes);
                continue;
            }

            if (field >= columns.Length)
            {
                count = Hold(in values, reader.Values[field], count, texts.Held[field - columns.Length], texts,
                    ref quotes);
                continue;
            }

            _isFound[field] = true;
            quotes += reader.Values[field].Kind == TypeKind.String ? 2 : 0;
            count = ReadColumn(in values, reader.Values[field], count, columns[field], row, texts);
        }

        count = count == 0 ? 0 : Proven(in rows, count, quotes);
        for (int i = 0; i < columns.Length; i++)
        {
            for (int missing = _isFound[i] ? count : 0; missing < count; missing++)
            {
                JsonValueReader.WriteNull(columns[i], row + missing);
            }
        }

        return count;
    }

    /// <summary>How many of the first rows are UTF-8 and have no quotes but those that were accounted for.</summary>
    private static int Proven(in Rows rows, int count, int quotes)
    {
        int end = rows.Begins[count];
        int counted = rows.Found.Quotes - new ReadOnlySpan<byte>(rows.Text + end, rows.Found.Seen - end).Count((byte)'"');
        int expected = count * quotes;
        for (int i = 0; i < count; i++)
        {
            expected += rows.Quotes[i];
        }

        if (counted == expected && (rows.Found.IsAscii || Utf8.IsValid(new ReadOnlySpan<byte>(rows.Text, end))))
        {
            return count;
        }

        for (int i = 0; i < count; i++)
        {
            var text = new ReadOnlySpan<byte>(rows.Text + rows.Begins[i], rows.Begins[i + 1] - rows.Begins[i]);
            if (text.Count((byte)'"') != quotes + rows.Quotes[i] || !Utf8.IsValid(text))
            {
                return i;
            }
        }

        return count;
    }

    /// <summary>Rows whose marks are known.</summary>
    private struct Rows
    {
        public byte* Text;
        public ulong Reference; // of the text
        public int Length;
        public JsonMarks Found;
        public int* Marks; // as many for each row as it has values, whose ends they are
        public int Places; // how many that are
        public int Count;
        public int* Begins; // of each row, and of what is behind them
        public int* Quotes; // those of a row beyond what is usual, or less
        public Vector128<byte>* Digits; // of the numbers of a place
        public ulong* Shapes; // what else is of them
    }

    /// <summary>The values of one place in all rows, and what is expected before each.</summary>
    private readonly ref struct Values
    {
        private readonly int* _begins;
        private readonly int* _ends;
        private readonly int _beginStep;
        private readonly bool _areSideBySide; // where a value begins stands before where it ends

        public Values(in Rows rows, int place, ReadOnlySpan<byte> gap)
        {
            Rows = rows;
            Gap = new JsonGap(gap);
            _areSideBySide = place > 0;
            _begins = _areSideBySide ? rows.Marks + place - 1 : rows.Begins;
            _beginStep = _areSideBySide ? rows.Places : 1;
            _ends = rows.Marks + place;
        }

        public Rows Rows { get; }

        public JsonGap Gap { get; }

        /// <summary>Where a row's value begins and ends; false when something else stands before it than in the row before.</summary>
        public bool TryFind(int row, out byte* at, out byte* end)
        {
            byte* start = Rows.Text + _begins[row * _beginStep];
            at = start + Gap.Length;
            end = Rows.Text + _ends[row * Rows.Places];
            return Gap.StandsAt(start) && at < end;
        }

        /// <summary>
        /// Reads from a row on to the first that has another gap or a value that the reader does not take; answers which that is. It has no
        /// call in it, so all that it needs stays in registers.
        /// </summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int Read<T>(int from, int count, T reader)
            where T : struct, IValueReader =>
            Gap.IsShort && _areSideBySide ? ReadUsual(from, count, reader) : ReadOthers(from, count, reader);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private int ReadUsual<T>(int from, int count, T reader)
            where T : struct, IValueReader
        {
            ShortJsonGap gap = Gap.Beginning;
            byte* text = Rows.Text;
            nint length = Gap.Length;
            nint step = Rows.Places;
            int* places = _begins + (from * step);
            int* last = _begins + (count * step);
            nint row = from;
            for (; places < last; places += step, row++)
            {
                byte* start = text + (uint)places[0];
                byte* end = text + (uint)places[1];
                if (!gap.StandsAt(start) || !reader.TryRead(start + length, end, row))
                {
                    break;
                }
            }

            return (int)row;
        }

        private int ReadOthers<T>(int from, int count, T reader)
            where T : struct, IValueReader
        {
            for (; from < count; from++)
            {
                if (!TryFind(from, out byte* at, out byte* end) || !reader.TryRead(at, end, from))
                {
                    break;
                }
            }

            return from;
        }
    }
}
