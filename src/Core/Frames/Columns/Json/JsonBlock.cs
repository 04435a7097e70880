using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace HotStream;

/// <summary>
/// Usual rows of JSON, many at once and a column at a time. First every row's commas that stand in no string are found
/// (<see cref="JsonOutline"/>); then each column is read in a loop of its own, which knows its type, where each value begins and where it
/// ends. A walk knows neither: what it reads next waits for what it has read, and each value is another case.
/// <para>Law: a row is taken when what stands between its values is what stood there in the row before, byte by byte, each value from its
/// beginning to its end is one of JSON that its column takes, and it has no quotes but those of names and of strings. So every byte was
/// looked at. Any other row ends the block, and the walk reads it.</para>
/// </summary>
internal sealed unsafe partial class JsonBlock : IDisposable
{
    private const int RowsMax = 128; // with their texts they fit the second-level cache, and nearly the first
    private const int RowsMin = 8;
    private const int LengthMin = 16; // shorter ones may stand in the slice itself
    private const int LongestPause = 63;

    private readonly NativeBlock _ends = new(sizeof(int)
        * ((RowsMax * JsonFields.Places) + JsonOutline.LengthMax + JsonOutline.Slack));
    private readonly NativeBlock _rows = new((nuint)(RowsMax * sizeof(RowText)));
    private readonly JsonOutline _outline = JsonOutline.InUse;
    private bool[] _isFound = [];
    private int _size = RowsMin; // rows that are tried next
    private int _pause; // calls that are answered with nothing after the next that finds nothing
    private int _left;
    private int _places;

    /// <summary>Reads rows; how many, which may be none.</summary>
    public int Read(JsonObjectReader reader, ReadOnlySpan<Utf8Slice> documents, ReadOnlySpan<ColumnVector> columns, int row,
        JsonTexts texts)
    {
        if (_left > 0 || documents.IsEmpty)
        {
            _left = Math.Max(0, _left - 1);
            return 0;
        }

        texts.HasUnknown = false;
        int tried = Math.Min(documents.Length, _size);
        int read = ReadColumns(reader, FindValues(documents[..tried]), columns, row, texts);
        _size = read == tried ? Math.Min(2 * _size, RowsMax) : Math.Max(RowsMin, read);
        if (read == 0)
        {
            _left = _pause;
            _pause = Math.Min((2 * _pause) + 1, LongestPause);
        }
        else
        {
            _pause = 0;
        }

        return read;
    }

    public void Dispose()
    {
        _ends.Dispose();
        _rows.Dispose();
    }

    /// <summary>Where the values of rows end; of how many rows that is known, all with the same number of values.</summary>
    private int FindValues(ReadOnlySpan<Utf8Slice> documents)
    {
        int* ends = (int*)_ends.Pointer;
        var rows = (RowText*)_rows.Pointer;
        _places = 0;
        for (int i = 0; i < documents.Length; i++)
        {
            Utf8Slice document = documents[i];
            int length = document.Length;
            if (length is < LengthMin or > JsonOutline.LengthMax)
            {
                return i;
            }

            byte* text = SlabTable.Resolve(document.Tail);
            int commas = _outline.FindCommas(text, length, ends, out int quotes, out bool isAscii);
            _places = i == 0 ? commas + 1 : _places;
            if (commas < 0 || commas + 1 != _places || commas >= JsonFields.Places || text[length - 1] != '}'
                || !(isAscii || Utf8.IsValid(document.Bytes)))
            {
                return i;
            }

            ends[commas] = length - 1;
            rows[i] = new RowText { Text = text, Reference = document.Tail, Ends = ends, Length = length, Quotes = quotes };
            ends += _places;
        }

        return documents.Length;
    }

    private int ReadColumns(JsonObjectReader reader, int count, ReadOnlySpan<ColumnVector> columns, int row, JsonTexts texts)
    {
        if (_isFound.Length != columns.Length)
        {
            _isFound = new bool[columns.Length];
        }

        Array.Clear(_isFound);
        int quotes = 2 * _places; // of the names
        for (int place = 0; place < _places && count > 0; place++)
        {
            ReadOnlySpan<byte> known = reader.Fields.KnownGap(place, out int field);
            if (known.IsEmpty)
            {
                return 0;
            }

            var gap = new JsonGap(known);
            var values = new Values(in gap, (RowText*)_rows.Pointer, place);
            if (field == JsonFields.Other)
            {
                texts.HasUnknown = true;
                count = Skip(in values, count);
                continue;
            }

            _isFound[field] = true;
            quotes += reader.Values[field].Kind == TypeKind.String ? 2 : 0;
            count = ReadColumn(in values, reader.Values[field], count, columns[field], row, texts);
        }

        var rows = (RowText*)_rows.Pointer;
        int read = 0;
        while (read < count && rows[read].Quotes == quotes)
        {
            read++;
        }

        for (int i = 0; i < columns.Length; i++)
        {
            for (int missing = _isFound[i] ? read : 0; missing < read; missing++)
            {
                JsonValueReader.WriteNull(columns[i], row + missing);
            }
        }

        return read;
    }

    private static int ReadColumn(in Values values, JsonValueReader reader, int count, ColumnVector column, int row, JsonTexts texts) =>
        reader.Kind switch
        {
            TypeKind.String => ReadTexts(in values, count, column, row),
            TypeKind.Double when JsonDigits.IsSupported => ReadDoubles(in values, reader, count, column, row, texts),
            TypeKind.Long when JsonDigits.IsSupported => ReadLongs(in values, reader, count, column, row, texts),
            TypeKind.Boolean => ReadTruths(in values, reader, count, column, row, texts),
            _ => ReadOthers(in values, reader, count, column, row, texts),
        };

    /// <summary>A row's text.</summary>
    private struct RowText
    {
        public byte* Text;
        public ulong Reference;
        public int* Ends; // of its values
        public int Length;
        public int Quotes; // those that are accounted for in another way than usual are added or taken away
    }

    /// <summary>The values of one place in all rows.</summary>
    private readonly ref struct Values(in JsonGap gap, RowText* rows, int place)
    {
        private readonly JsonGap _gap = gap;

        public RowText* Rows => rows;

        /// <summary>Where a row's value begins and ends; false when something else stands before it than in the row before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool TryFind(int row, out byte* at, out byte* end)
        {
            byte* text = rows[row].Text;
            int* close = rows[row].Ends + place;
            byte* start = text + (place == 0 ? 0 : close[-1]);
            at = start + _gap.Length;
            end = text + *close;
            return _gap.StandsAt(start) && at < end;
        }
    }
}
