using System.Globalization;
using System.Runtime.Intrinsics;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Frames;

/// <summary>Rows read many at once are the rows that the walk reads one by one: the answer does not depend on the rows before.</summary>
public sealed unsafe class JsonBlockTests
{
    private static readonly CultureInfo s_invariant = CultureInfo.InvariantCulture;

    private static readonly Schema s_schema = Schema.Parse(
        "id BIGINT, name STRING, celsius DOUBLE, ok BOOLEAN, n INT, day DATE, at TIMESTAMP, cost DECIMAL(9,2), list ARRAY<BIGINT>");

    private static readonly string[] s_values =
    [
        "0", "7", "-12", "01", "1.5", "-0.25", "1e3", "12345678901234567", "99999999999999999999", "-", "true", "false", "null", "nul",
        "\"\"", "\"dev-1\"", "\"a, longer text, with commas: {} and [1, 2]\"", "\"\u00e4\u20ac\"", "\"a\"\"b\"", "\"a\"b\"", "\"\\\"\"",
        "\"tab\there\"", "\"2024-02-29\"", "\"2024-02-29 12:00:00\"", "\"12.34\"", "[1, 2]", "{\"a\": 1}", "", "\"", " 5 ", "12345.678",
    ];

    private static readonly Gen<string[]> s_rows =
        from spaced in Gen.Elements("", " ")
        from names in Gen.Shuffle((string[])["id", "name", "celsius", "ok", "n", "day", "at", "cost", "list", "other", "more"])
        from places in Gen.Choose(1, names.Length)
        from usual in Gen.Elements(s_values).ArrayOf(places)
        from rows in (from changed in Gen.Frequency((6, Gen.Constant(0)), (1, Gen.Choose(1, 3)))
            .SelectMany(count => Gen.Choose(0, places - 1).ArrayOf(count))
                      from values in Gen.Elements(s_values).ArrayOf(changed.Length)
                      from cut in Gen.Frequency((29, Gen.Constant(-1)), (1, Gen.Choose(0, 200)))
                      from instead in Gen.Elements("", "\"", ",", "}", "x", "\u00c3")
                      select Row(names, usual, changed, values, spaced, cut, instead)).ArrayOf(20)
        select rows;

    public static TheoryData<string> Widths => [.. KernelCatalog.Supported];

    [Property(MaxTest = 1000)]
    public Property What_came_before_a_row_does_not_matter() => Cases.ForAllLists(s_rows, rows =>
    {
        using var texts = new Utf8Arena();
        using var parser = new JsonColumnParser(s_schema);
        var columns = new ColumnBatch(s_schema);
        byte[][] all = [.. rows.Select(Encoding.Latin1.GetBytes)];
        bool[] isClean = ReadAll(parser, columns, texts.Add(Lines(all)));
        Assert.Equal(all.Length, isClean.Length);
        for (int row = 0; row < all.Length; row++)
        {
            using var alone = new JsonColumnParser(s_schema); // it knows no row yet, and walks
            var expected = new ColumnBatch(s_schema);
            Assert.Equal(alone.TryParse(texts.Add(all[row]), expected.Columns, 0), isClean[row]);
            Assert.Equal(Shown(expected, 0), Shown(columns, row));
            expected.DisposeColumns();
        }

        columns.DisposeColumns();
    });

    [Property(MaxTest = 1000)]
    public Property Fields_that_are_only_held_make_a_row_unclean_as_if_they_were_read() => Cases.ForAll(
        from rows in s_rows.ListOf().Select(many => many.SelectMany(some => some).ToArray())
        from wanted in Gen.Elements(true, false).ArrayOf(s_schema.Count)
        select (rows, wanted), test =>
    {
        using var texts = new Utf8Arena();
        var some = new Schema(s_schema.Where((_, at) => test.wanted[at]));
        var others = new Schema(s_schema.Where((_, at) => !test.wanted[at]));
        using var parser = new JsonColumnParser(some, others);
        using var whole = new JsonColumnParser(s_schema, Schema.Empty);
        var columns = new ColumnBatch(some);
        var expected = new ColumnBatch(s_schema);
        byte[][] all = [.. test.rows.Take(ColumnBatch.MaxRows).Select(Encoding.Latin1.GetBytes)];
        Utf8Slice lines = texts.Add(Lines(all));
        for (int row = 0, at = 0; row < all.Length;)
        {
            int many = parser.TryParseLines(lines.Substring(at, lines.Length - at), columns.Columns, row, all.Length - row, out int bytes);
            bool isClean = many > 0 || parser.TryParse(texts.Add(all[row]), columns.Columns, row);
            bool hasUnknown = false;
            for (int end = row + Math.Max(1, many); row < end; row++)
            {
                Assert.Equal(whole.TryParse(texts.Add(all[row]), expected.Columns, row), isClean);
                hasUnknown |= whole.HasUnknownFields;
                if (isClean)
                {
                    Assert.Equal(Shown(expected, row).Split("; ").Where((_, place) => test.wanted[place]),
                        some.Count == 0 ? [] : Shown(columns, row).Split("; "));
                }

                at += all[row].Length + (row % 3 == 1 ? 2 : 1);
            }

            Assert.True(hasUnknown == parser.HasUnknownFields || !isClean);
        }

        columns.DisposeColumns();
        expected.DisposeColumns();
    });

    [Fact]
    public void Usual_rows_are_read_many_at_once_whatever_they_hold_and_others_end_the_block()
    {
        using var texts = new Utf8Arena();
        using var parser = new JsonColumnParser(s_schema);
        var columns = new ColumnBatch(s_schema);
        byte[] Row(int i, string name) => Encoding.UTF8.GetBytes(
            $"{{\"id\":{i},\"celsius\":-{i}.25,\"ok\":{(i % 3 == 0 ? "true" : "null")},\"other\":"
            + $"{(i % 2 == 0 ? "\"a,b\"" : "1.5")},\"name\":{name},\"day\":\"2024-02-29\",\"n\":{i}}}");
        byte[][] usual = [.. Enumerable.Range(0, 40).Select(i => Row(i, i % 5 == 0 ? "null" : $"\"a name, {i}\""))];
        Utf8Slice lines = texts.Add(Lines(usual));
        Assert.Equal(0, parser.TryParseLines(lines, columns.Columns, 0, 1000, out int bytes)); // nothing is known yet
        Assert.Equal(0, bytes);
        Assert.True(parser.TryParse(texts.Add(usual[0]), columns.Columns, 0));
        Assert.Equal(0, parser.TryParseLines(default, columns.Columns, 0, 1000, out _));
        Assert.Equal(0, parser.TryParseLines(lines, columns.Columns, 0, 0, out _));
        int read = 0;
        int at = 0;
        for (int many; (many = parser.TryParseLines(lines.Substring(at, lines.Length - at), columns.Columns, read, 30, out bytes)) > 0;)
        {
            Assert.True(parser.HasUnknownFields);
            (read, at) = (read + many, at + bytes);
        }

        Assert.Equal((40, lines.Length), (read, at));
        Assert.Equal("39; a name, 39; -39.25; True; 39; 29.02.2024; null; null; null".Replace("29.02.2024", $"{new DateOnly(2024, 2, 29)}",
            StringComparison.Ordinal), Shown(columns, 39));
        Assert.Equal("25; null; -25.25; null; 25; 29.02.2024; null; null; null".Replace("29.02.2024", $"{new DateOnly(2024, 2, 29)}",
            StringComparison.Ordinal), Shown(columns, 25));
        foreach (string odd in (string[])["\"a\"\"b\"", "\"a\" ", "nul", "\"a\\n\"", "\"tab\there\"", "5", "\"", "\"cr\rhere\""])
        {
            byte[] some = Lines([usual[1], usual[2], usual[3], Row(4, odd), usual[5]]);
            Assert.Equal(3, parser.TryParseLines(texts.Add(some), columns.Columns, 0, 1000, out bytes));
            Assert.Equal(Lines([usual[1], usual[2], usual[3]]).Length, bytes);
        }
    }

    [Theory]
    [InlineData(10, 1100, "\n")]
    [InlineData(600, 300, "\r\n")]
    [InlineData(3_000, 300, "\n")]
    [InlineData(9_000, 50, "\r\n")]
    [InlineData(32_600, 20, "\n")]
    public void Rows_of_any_length_are_read_many_at_once(int length, int rows, string end)
    {
        using var texts = new Utf8Arena();
        using var parser = new JsonColumnParser(s_schema);
        var columns = new ColumnBatch(s_schema);
        string filler = string.Concat(Enumerable.Repeat("\u00e4,", length / 3));
        byte[] Row(int i) => Encoding.UTF8.GetBytes($"{{\"name\":\"{filler}{i}\",\"id\":{i}}}{end}");
        Assert.True(parser.TryParse(texts.Add(Row(0)), columns.Columns, 0));
        Utf8Slice lines = texts.Add([.. Enumerable.Range(0, rows).SelectMany(Row)]);
        int read = 0;
        int most = 0;
        for (int at = 0; at < lines.Length;)
        {
            int many = parser.TryParseLines(lines.Substring(at, lines.Length - at), columns.Columns, read % 1000, 1000, out int bytes);
            Assert.True(many > 0, $"row {read}");
            Assert.Equal($"{read}; {filler}{read}", string.Join("; ", Shown(columns, read % 1000).Split("; ")[..2]));
            (read, at, most) = (read + many, at + bytes, Math.Max(most, many));
        }

        Assert.Equal(rows, read);
        Assert.Equal(Math.Clamp(JsonOutline.LengthMax / (length + 40), 1, 128), most, tolerance: 1 + (most / 4));
        columns.DisposeColumns();
    }

    [Property(MaxTest = 5000)]
    public Property Oracle_numbers_whose_end_is_known_are_those_of_the_loop() => Cases.ForAll(
        Gen.Elements([.. "0123456789012345678901234567890123456789..-eE "u8.ToArray()]).ArrayOf(20)
            .SelectMany(text => Gen.Choose(1, 20).Select(length => text[..length])), text =>
    {
        if (!JsonDigits.IsSupported)
        {
            return;
        }

        byte[] bytes = [.. text, (byte)',', .. new byte[Slab.ReadablePadding]];
        fixed (byte* first = bytes)
        {
            string shown = Encoding.ASCII.GetString(text);
            bool isNumber = JsonScan.NumberSlowly(ref *first, 0, text.Length + 1) == text.Length
                && text.Length <= (text[0] == '-' ? 17 : 16) && !text.Any(letter => letter is (byte)'e' or (byte)'E');
            bool isFound = JsonDigits.TryAlign(first, first + text.Length, JsonDigits.Moves, out Vector128<byte> digits, out ulong shape);
            Assert.True(isNumber == isFound, shown);
            double number;
            if (isFound)
            {
                bool isExact = AlignedDigits.ToDoubles(&digits, &shape, 0, 1, &number) == 1;
                string all = shown.Replace(".", "", StringComparison.Ordinal).TrimStart('-');
                Assert.Equal(ulong.Parse(all, s_invariant) <= 1UL << 53, isExact);
                Assert.True(!isExact || double.Parse(shown, s_invariant).Equals(number), shown);
            }

            long whole;
            isFound = JsonDigits.TryAlignWhole(first, first + text.Length, JsonDigits.Moves, out digits, out shape);
            Assert.Equal(isNumber && !text.Contains((byte)'.'), isFound);
            AlignedDigits.ToLongs(&digits, &shape, 0, 1, &whole);
            Assert.True(!isFound || whole == long.Parse(shown, s_invariant), shown);
            Assert.Equal(isFound, JsonDigits.IsWhole(first, first + text.Length));
            Assert.Equal(JsonScan.NumberSlowly(ref *first, 0, text.Length + 1) == text.Length && text.Length <= (text[0] == '-' ? 17 : 16),
                JsonDigits.IsNumber(first, first + text.Length));
        }
    });

    [Property(MaxTest = 1000)]
    public Property Numbers_of_aligned_digits_are_those_of_the_loop() => Cases.ForAll(
        from count in Gen.Choose(0, 40)
        from digits in Gen.Choose(0, 9).Select(digit => (byte)digit).ArrayOf(16).ArrayOf(count)
        from most in Gen.Frequency((4, Gen.Constant(15)), (1, Gen.Constant(16)))
        from behind in Gen.Choose(0, AlignedDigits.BehindMax).ArrayOf(count)
        from minus in Gen.Elements(0UL, AlignedDigits.Minus).ArrayOf(count)
        from start in Gen.Choose(0, count)
        select (digits, most, behind, minus, start), test =>
    {
        int count = test.digits.Length;
        Vector128<byte>[] all = [.. test.digits.Select(some => Vector128.Create(some) & MostOf(test.most)), default];
        ulong[] shapes = [.. test.behind.Zip(test.minus, (behind, minus) => (uint)behind | minus), 0];
        double[] numbers = new double[count + 1];
        double[] expected = new double[count + 1];
        long[] wholes = new long[count + 1];
        long[] others = new long[count + 1];
        fixed (Vector128<byte>* digits = all)
        fixed (ulong* shape = shapes)
        fixed (double* number = numbers, wanted = expected)
        fixed (long* whole = wholes, other = others)
        {
            int end = AlignedDigits.ToDoublesSlowly(digits, shape, test.start, count, wanted);
            Assert.Equal(end, AlignedDigits.ToDoubles(digits, shape, test.start, count, number));
            Assert.Equal(expected[..end].Select(BitConverter.DoubleToInt64Bits), numbers[..end].Select(BitConverter.DoubleToInt64Bits));
            AlignedDigits.ToLongs(digits, shape, test.start, count, whole);
            AlignedDigits.ToLongsSlowly(digits, shape, test.start, count, other);
            Assert.Equal(others, wholes);
            Assert.Equal(0, number[count]);
        }

        static Vector128<byte> MostOf(int count) => count == 16 ? Vector128<byte>.AllBitsSet
            : Vector128.Create((byte)0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255);
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Commas_and_ends_of_lines_are_those_of_the_loop(string width)
    {
        JsonOutline outline = JsonOutline.Create(width);
        int[] marks = new int[JsonOutline.Room];
        Gen<byte[]> texts = Gen.Frequency((6, Gen.Elements([.. "\",:{} a1\n"u8.ToArray()])), (1, Gen.Elements<byte>(0xC3, 0x7F, 0x20)))
            .SelectMany(common => Gen.Frequency((2000, Gen.Elements<byte>(common, (byte)',', (byte)'"', (byte)'\n')),
                (40, Gen.Elements<byte>((byte)'\r')), (1, Gen.Elements<byte>((byte)'\\', 0x1F, 0x80)))).ArrayOf(300)
            .SelectMany(text => Gen.Choose(0, 300).Select(length => text[..length]));
        Cases.Check(texts, text =>
        {
            text = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(text).Replace("\r", "\r\n", StringComparison.Ordinal));
            int before = text.Length % 64;
            byte[] padded = [.. Enumerable.Repeat((byte)'"', before), .. text, .. Enumerable.Repeat((byte)'"', Slab.ReadablePadding)];
            fixed (byte* first = padded)
            fixed (int* places = marks)
            {
                JsonMarks found = outline.Find(first + before, text.Length, places);
                Assert.Equal(Marks(text, out int seen), marks[..found.Count]);
                bool isReturn = found.Seen == seen + 1 && text[seen] == '\r' && text[seen + 1] == '\n';
                seen = isReturn ? found.Seen : seen; // a CR at the end of a cache line, whose LF in the next one ends the search
                Assert.Equal(seen, found.Seen);
                Assert.Equal(text[..seen].Count(b => b == '"'), found.Quotes);
                Assert.True(text[..seen].All(b => b < 0x80) ? found.IsAscii || seen < text.Length : !found.IsAscii);
            }
        }, count: 500);
    }

    private static int[] Marks(byte[] text, out int seen)
    {
        var marks = new List<int>();
        bool isInString = false;
        for (int at = 0; at < text.Length; at++)
        {
            byte letter = text[at];
            bool isEnd = letter == '\n' && !isInString;
            bool isReturn = letter == '\r' && at + 1 < text.Length && text[at + 1] == '\n' && !isInString;
            if (letter == '\\' || (letter < 0x20 && !isEnd && !isReturn))
            {
                seen = at;
                return [.. marks];
            }

            isInString ^= letter == '"';
            if (isEnd || (letter == ',' && !isInString))
            {
                marks.Add(at);
            }
        }

        seen = text.Length;
        return [.. marks];
    }

    /// <summary>Rows one a line, some with CRLF.</summary>
    private static byte[] Lines(byte[][] rows) =>
        [.. rows.SelectMany((row, i) => row.Concat(Encoding.ASCII.GetBytes(i % 3 == 1 ? "\r\n" : "\n")))];

    private static bool[] ReadAll(JsonColumnParser parser, ColumnBatch columns, Utf8Slice lines)
    {
        var isClean = new List<bool>();
        for (int at = 0; at < lines.Length;)
        {
            Utf8Slice rest = lines.Substring(at, lines.Length - at);
            int many = parser.TryParseLines(rest, columns.Columns, isClean.Count, ColumnBatch.MaxRows, out int bytes);
            isClean.AddRange(Enumerable.Repeat(true, many));
            if (many == 0)
            {
                int length = rest.Bytes.IndexOf((byte)'\n');
                bool isReturn = length > 0 && rest.Bytes[length - 1] == '\r';
                isClean.Add(parser.TryParse(rest.Substring(0, isReturn ? length - 1 : length), columns.Columns, isClean.Count));
                bytes = length + 1;
            }

            at += bytes;
        }

        return [.. isClean];
    }

    private static string Row(string[] names, string[] usual, int[] changed, string[] values, string space, int cut, string instead)
    {
        string[] all = [.. usual];
        for (int i = 0; i < changed.Length; i++)
        {
            all[changed[i]] = values[i];
        }

        string row = "{" + string.Join(space + ",", all.Select((value, i) => $"\"{names[i]}\":{space}{value}")) + "}";
        row = Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(row)); // a letter a byte
        return cut >= 0 && cut < row.Length ? row[..cut] + instead + row[(cut + 1)..] : row;
    }

    private static string Shown(ColumnBatch batch, int row)
    {
        batch.SetLength(row + 1);
        return string.Join("; ", batch.Columns.ToArray().Select(column => Cell.ToObject(column, row) switch
        {
            object?[] list => $"[{string.Join(',', list)}]",
            object value => $"{value}",
            null => "null",
        }));
    }
}
