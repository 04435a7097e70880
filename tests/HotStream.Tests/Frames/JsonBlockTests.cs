using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Frames;

/// <summary>Rows read many at once are the rows that the walk reads one by one: the answer does not depend on the rows before.</summary>
public sealed unsafe class JsonBlockTests
{
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
        Utf8Slice[] all = [.. rows.Select(row => texts.Add(Encoding.Latin1.GetBytes(row)))];
        bool[] isClean = new bool[all.Length];
        for (int row = 0; row < all.Length;)
        {
            int many = parser.TryParseMany(all.AsSpan(row), columns.Columns, row);
            isClean.AsSpan(row, many).Fill(true);
            row += many;
            if (many == 0)
            {
                isClean[row] = parser.TryParse(all[row], columns.Columns, row);
                row++;
            }
        }

        for (int row = 0; row < all.Length; row++)
        {
            using var alone = new JsonColumnParser(s_schema); // it knows no row yet, and walks
            var expected = new ColumnBatch(s_schema);
            Assert.Equal(alone.TryParse(all[row], expected.Columns, 0), isClean[row]);
            Assert.Equal(Shown(expected, 0), Shown(columns, row));
            expected.DisposeColumns();
        }

        columns.DisposeColumns();
    });

    [Fact]
    public void Usual_rows_are_read_many_at_once_whatever_they_hold_and_others_end_the_block()
    {
        using var texts = new Utf8Arena();
        using var parser = new JsonColumnParser(s_schema);
        var columns = new ColumnBatch(s_schema);
        Utf8Slice Row(int i, string name) =>
            texts.Add($"{{\"id\":{i},\"celsius\":-{i}.25,\"ok\":{(i % 3 == 0 ? "true" : "null")},\"other\":"
            + $"{(i % 2 == 0 ? "\"a,b\"" : "1.5")},\"name\":{name},\"day\":\"2024-02-29\",\"n\":{i}}}");
        Utf8Slice[] usual = [.. Enumerable.Range(0, 40).Select(i => Row(i, i % 5 == 0 ? "null" : $"\"a name, {i}\""))];
        Assert.Equal(0, parser.TryParseMany(usual, columns.Columns, 0)); // nothing is known yet
        Assert.True(parser.TryParse(usual[0], columns.Columns, 0));
        Assert.Equal(0, parser.TryParseMany([], columns.Columns, 0));
        int read = 0;
        for (int many; (many = parser.TryParseMany(usual.AsSpan(read), columns.Columns, read)) > 0; read += many)
        {
            Assert.True(parser.HasUnknownFields);
        }

        Assert.Equal(40, read);
        Assert.Equal("39; a name, 39; -39.25; True; 39; 29.02.2024; null; null; null".Replace("29.02.2024", $"{new DateOnly(2024, 2, 29)}",
            StringComparison.Ordinal), Shown(columns, 39));
        Assert.Equal("25; null; -25.25; null; 25; 29.02.2024; null; null; null".Replace("29.02.2024", $"{new DateOnly(2024, 2, 29)}",
            StringComparison.Ordinal), Shown(columns, 25));
        foreach (string odd in (string[])["\"a\"\"b\"", "\"a\" ", "nul", "\"a\\n\"", "\"tab\there\"", "5"])
        {
            Assert.Equal(3, parser.TryParseMany([usual[1], usual[2], usual[3], Row(4, odd), usual[5]], columns.Columns, 0));
        }
    }

    [Property(MaxTest = 5000)]
    public Property Oracle_numbers_whose_end_is_known_are_those_of_the_loop() => Cases.ForAll(
        Gen.Elements([.. "0123456789012345678901234567890123456789..-eE "u8.ToArray()]).ArrayOf(20)
            .SelectMany(text => Gen.Choose(1, 20).Select(length => text[..length])), text =>
    {
        byte[] bytes = [.. text, (byte)',', .. new byte[Slab.ReadablePadding]];
        fixed (byte* first = bytes)
        {
            bool isRead = JsonDigits.IsSupported
                && JsonDigits.TryRead(first, first + text.Length, out ulong digits, out int fraction, out bool isNegative)
                ? JsonScan.NumberSlowly(ref *first, 0, text.Length + 1) == text.Length
                    && decimal.Parse(Encoding.ASCII.GetString(text), System.Globalization.CultureInfo.InvariantCulture)
                        == new decimal((int)(uint)digits, (int)(digits >> 32), 0, isNegative, (byte)fraction)
                : JsonScan.NumberSlowly(ref *first, 0, text.Length + 1) != text.Length || text.Length > (text[0] == '-' ? 17 : 16)
                    || !JsonDigits.IsSupported;
            Assert.True(isRead, Encoding.ASCII.GetString(text));
            Assert.Equal(JsonScan.NumberSlowly(ref *first, 0, text.Length + 1) == text.Length && text.Length <= (text[0] == '-' ? 17 : 16),
                JsonDigits.IsNumber(first, first + text.Length));
        }
    });

    [Theory]
    [MemberData(nameof(Widths))]
    public void Commas_are_those_of_the_loop(string width)
    {
        JsonOutline outline = JsonOutline.Create(width);
        int[] commas = new int[JsonOutline.LengthMax + JsonOutline.Slack];
        Gen<byte[]> texts = Gen.Frequency((6, Gen.Elements([.. "\",:{} a1"u8.ToArray()])), (1, Gen.Elements<byte>(0xC3, 0x7F, 0x20)))
            .SelectMany(common => Gen.Frequency((2000, Gen.Elements<byte>(common, (byte)',', (byte)'"')),
                (1, Gen.Elements<byte>((byte)'\\', 0x1F, 0x80)))).ArrayOf(200)
            .SelectMany(text => Gen.Choose(0, 200).Select(length => text[..length]));
        Cases.Check(texts, text =>
        {
            byte[] padded = [.. text, .. Enumerable.Repeat((byte)'"', Slab.ReadablePadding)];
            fixed (byte* first = padded)
            fixed (int* places = commas)
            {
                int found = outline.FindCommas(first, text.Length, places, out int quotes, out bool isAscii);
                bool isOdd = text.Any(b => b is < 0x20 or (byte)'\\');
                int[] expected = [.. Enumerable.Range(0, text.Length)
                    .Where(at => text[at] == ',' && text.Take(at).Count(b => b == '"') % 2 == 0)];
                Assert.Equal(isOdd ? -1 : expected.Length, found);
                Assert.Equal(text.Count(b => b == '"'), quotes);
                Assert.Equal(text.All(b => b < 0x80), isAscii);
                Assert.True(isOdd || commas.AsSpan(0, found).SequenceEqual(expected));
            }
        }, count: 500);
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
