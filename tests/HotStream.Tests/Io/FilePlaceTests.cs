using System.Globalization;
using System.Text;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>Dead letters of files name the file and the line; header rows name columns.</summary>
public sealed class FilePlaceTests
{
    private const long Start = 1_000_000;

    [Fact]
    public void A_refused_line_is_named_by_its_file_and_number()
    {
        using var folder = new Folder();
        folder.Write("a.csv", "\uFEFFx,1\ny,two\n\nz,3", Start + 1);
        folder.Write("b.csv", "x,1\r\ny,zwei\r\n", Start + 1);
        (List<string> rows, List<DeadLetter> letters) = Run(folder, 1, lines =>
            lines.ParseCsv(["name", "number"], row => $"{row["name"]}{row.GetInt64("number")}"));
        Assert.Equal(["x1", "x1", "z3"], rows);
        Assert.Equal([("a.csv", "line 2"), ("a.csv", "line 3"), ("b.csv", "line 2")], letters.Select(Place));
        Assert.Equal(["y,two", "", "y,zwei"], letters.Select(letter => Encoding.UTF8.GetString(letter.Record.Span)));
    }

    [Fact]
    public void A_function_that_throws_on_a_line_is_told_by_file_and_number_too()
    {
        using var folder = new Folder();
        folder.Write("a", "1\n2\nthree\n4\n", Start + 1);
        (List<string> rows, List<DeadLetter> letters) = Run(folder, 1,
            lines => lines.Map(line => $"{long.Parse(line.ToString(), CultureInfo.InvariantCulture)}"));
        Assert.Equal(["1", "2", "4"], rows);
        Assert.StartsWith($"{folder.PathOf("a")}, line 3, batch ", Assert.Single(letters).Position, StringComparison.Ordinal);
    }

    [Fact]
    public void Behind_another_step_only_the_place_in_the_batch_is_known()
    {
        using var folder = new Folder();
        folder.Write("a", "1\n2\nthree\n", Start + 1);
        (_, List<DeadLetter> letters) = Run(folder, 1, lines =>
            lines.Filter(line => line != "1").ParseCsv(["n"], row => $"{row.GetInt64(0)}"));
        Assert.StartsWith("batch ", Assert.Single(letters).Position, StringComparison.Ordinal);
    }

    [Property(MaxTest = 12)]
    public Property Lines_are_numbered_alike_however_files_are_cut() => Cases.ForAllLists(
        Cases.Arrays(Gen.Frequency((3, Gen.Choose(0, 40)), (1, Gen.Choose(1_000, 400_000)), (1, Gen.Constant(-1))), 1, 40), lengths =>
        {
            const int LineLengthMax = 300_000;
            using var folder = new Folder();
            string[] lines = [.. lengths.Select(length => length < 0 ? "bad" : new string('7', length))];
            folder.Write("file", string.Join('\n', lines), Start + 1);
            foreach (int partitions in (int[])[1, 4])
            {
                (_, List<DeadLetter> letters) = Run(folder, partitions, text => text.CheckJson().Map(line => line.ToString()),
                    options => options.LineLengthMax = LineLengthMax);
                string[] expected = [.. lines.Select((line, index) => (line, index))
                    .Where(line => line.index < lines.Length - 1 || line.line.Length > 0) // nothing stands behind the last line end
                    .Select(line => $"line {line.index + 1}")];
                Assert.Equal(expected.Order(), letters.Select(letter => Place(letter).Line).Order());
            }
        });

    [Fact]
    public void The_first_line_of_each_file_names_its_columns()
    {
        using var folder = new Folder();
        folder.Write("a.csv", "\uFEFFmachine,place,celsius\r\nm1,hall,20.5\r\nm2,yard,3\r\n", Start + 1);
        folder.Write("b.csv", "celsius,\"machine\"\n7,m3\n", Start + 1);
        folder.Write("c.csv", "celsius,machine", Start + 1);
        folder.Write("d.csv", "", Start + 1);
        (List<string> rows, List<DeadLetter> letters) = Run(folder, 2, WithHeader);
        Assert.Equal(["m1 20.5", "m2 3", "m3 7"], rows);
        Assert.Empty(letters);
    }

    [Fact]
    public void A_large_file_is_read_by_its_header_in_every_partition()
    {
        using var folder = new Folder();
        var text = new StringBuilder("id,celsius,machine\n");
        for (int i = 0; i < 200_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i},{(i == 150_000 ? "hot" : "1")},machine number {i}\n");
        }

        folder.Write("large.csv", text.ToString(), Start + 1);
        (List<string> rows, List<DeadLetter> letters) = Run(folder, 4, WithHeader);
        Assert.Equal(199_999, rows.Count);
        Assert.Contains("machine number 199999 1", rows);
        Assert.Equal(("large.csv", "line 150002"), Place(Assert.Single(letters)));
    }

    [Fact]
    public void A_header_without_a_column_that_is_wanted_refuses_the_lines_of_its_file_only()
    {
        using var folder = new Folder();
        folder.Write("bad.csv", "machine,fahrenheit\nm1,70\nm2,71\n", Start + 1);
        folder.Write("good.csv", "machine,celsius\nm3,1\n", Start + 1);
        folder.Write("twice.csv", "machine,celsius,celsius\nm4,1,2\n", Start + 1);
        (List<string> rows, List<DeadLetter> letters) = Run(folder, 1, WithHeader);
        Assert.Equal(["m3 1"], rows);
        Assert.Equal([("bad.csv", "line 2"), ("bad.csv", "line 3"), ("twice.csv", "line 2")], letters.Select(Place));
        Assert.All(letters, letter => Assert.Contains("one column 'celsius'", letter.Reason, StringComparison.Ordinal));
        Assert.Contains("machine, fahrenheit", letters[0].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_is_too_long_or_has_no_end_refuses_the_lines_of_its_file()
    {
        using var folder = new Folder();
        folder.Write("long.csv", $"machine,celsius,{new string('x', 200)}\nm1,70,x\n", Start + 1);
        folder.Write("torn.csv", "machine,\"celsius\nm2,71\n", Start + 1);
        (List<string> rows, List<DeadLetter> letters) = Run(folder, 1, WithHeader, options => options.LineLengthMax = 100);
        Assert.Empty(rows);
        Assert.Equal(["line 1", "line 2", "line 2"], letters.Select(letter => Place(letter).Line).Order());
    }

    [Fact]
    public void Header_rows_of_anything_but_files_are_refused()
    {
        using var engine = new Engine();
        using var folder = new Folder();
        DStream<Utf8Slice> files = engine.Context.TextFileStream(folder.Root);
        Assert.Throws<ArgumentException>(() => WithHeader(files.Filter(line => true)));
        Assert.Throws<ArgumentException>(() => WithHeader(engine.Context.TextQueueStream(["a,b"])));
        WithHeader(files);
    }

    [Fact]
    public void Header_rows_of_a_cache_fail_the_batch_and_say_why()
    {
        using var folder = new Folder();
        folder.Write("a.csv", "machine,celsius\nm1,1\n", Start + 1);
        using var engine = new Engine(1, startMilliseconds: Start);
        DStream<Utf8Slice> lines = engine.Context.TextFileStream(folder.Root).Cache();
        WithHeader(lines).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Contains("cache", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    private static DStream<string> WithHeader(DStream<Utf8Slice> lines) => lines.ParseCsv(["machine", "celsius"],
        row => string.Create(CultureInfo.InvariantCulture, $"{row["machine"]} {row.GetDouble("celsius")}"), header: true);

    private static (string File, string Line) Place(DeadLetter letter) =>
        (Path.GetFileName(letter.Source), letter.Position[..letter.Position.IndexOf(',', StringComparison.Ordinal)]);

    private static (List<string> Rows, List<DeadLetter> Letters) Run(Folder folder, int partitions,
        Func<DStream<Utf8Slice>, DStream<string>> build, Action<StreamingOptions>? with = null)
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions, options =>
        {
            options.OnRecordFailure = RecordFailure.DeadLetter;
            options.DeadLetters = letter =>
            {
                lock (letters)
                {
                    letters.Add(letter);
                }
            };
            with?.Invoke(options);
        }, startMilliseconds: Start);
        List<List<string>> seen = Engine.Collect(build(engine.Context.TextFileStream(folder.Root)));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return ([.. seen.Single().Order(StringComparer.Ordinal)], letters);
    }
}
