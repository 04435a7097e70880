using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Io;
using HotStream.Testing;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Packed;

/// <summary>
/// Archives are read as the files that are in them; one that was cut or damaged is named, and what stands before is taken.
/// </summary>
public sealed class PackedFileTests
{
    private const long Start = 1_000_000;

    public static TheoryData<string> Endings => [".gz", ".zst"];

    [Property(MaxTest = 8)]
    public Property Lines_of_archives_are_those_of_their_files_and_so_are_dead_letters() => Cases.ForAll(
        Cases.Arrays(Gen.Frequency((3, Gen.Choose(0, 40)), (1, Gen.Choose(1_000, 400_000)), (1, Gen.Constant(-1))), 1, 40), lengths =>
        {
            string text = string.Join('\n', lengths.Select(length => length < 0 ? "bad" : new string('7', length)));
            (List<string> lines, List<DeadLetter> letters) = Run([("file", Encoding.ASCII.GetBytes(text))], Json, 300_000);
            foreach (string ending in new[] { ".gz", ".zst" })
            {
                (List<string> unpacked, List<DeadLetter> ofArchive) = Run([("file" + ending, Pack(ending, text))], Json, 300_000);
                Assert.Equal(lines, unpacked);
                Assert.Equal(letters.Select(Place).Order(), ofArchive.Select(Place).Order());
            }
        });

    [Theory]
    [MemberData(nameof(Endings))]
    public void Lines_before_a_cut_are_taken_and_the_cut_is_a_dead_letter(string ending)
    {
        string text = string.Join('\n', Enumerable.Range(0, 200_000).Select(line => $"line {line * 7919L % 200_003}"));
        byte[] archive = Pack(ending, text);
        (List<string> lines, List<DeadLetter> letters) = Run(
            [("cut" + ending, archive[..(archive.Length / 2)]), ("empty" + ending, []), ("plain", "plain"u8.ToArray())], Lines);
        Assert.Contains("plain", lines);
        Assert.InRange(lines.Count, 10_000, 199_999);
        Assert.Equal(text.Split('\n')[..(lines.Count - 1)].Order(StringComparer.Ordinal), lines.Where(line => line != "plain"));
        Assert.Equal(["cut" + ending, "empty" + ending], letters.Select(letter => Path.GetFileName(letter.Source)).Order());
        DeadLetter Named(string name) => letters.Single(letter => letter.Source.EndsWith(name + ending, StringComparison.Ordinal));
        Assert.StartsWith($"line {lines.Count}, byte ", Named("cut").Position, StringComparison.Ordinal);
        Assert.Contains("it was cut", Named("cut").Reason, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("it is empty", Named("empty").Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(Endings))]
    public void The_header_of_an_archive_names_its_columns(string ending)
    {
        (List<string> rows, List<DeadLetter> letters) = Run([("a.csv" + ending, Pack(ending, "x,machine\n1,m1\n2,\"m2\n3,m3\n"))],
            lines => lines.ParseCsv(["machine"], row => row["machine"].ToString(), header: true));
        Assert.Equal(["m1", "m3"], rows);
        Assert.StartsWith("line 3, ", Assert.Single(letters).Position, StringComparison.Ordinal);
    }

    [Property(MaxTest = 4)]
    public Property Zstd_that_was_cut_at_any_byte_says_so_unless_a_frame_ends_there() => Cases.ForAll(
        Cases.Arrays(Gen.Choose(0, 3000), 1, 3), lengths =>
        {
            byte[][] frames = [.. lengths.Select((length, at) =>
                Pack(".zst", string.Concat(Enumerable.Range(0, length).Select(i => (char)('a' + (i * i % (7 + at)))))))];
            byte[] archive = [.. frames.SelectMany(frame => frame)];
            int[] ends = [.. frames.Select((_, at) => frames[..(at + 1)].Sum(frame => frame.Length))];
            for (int cut = 0; cut <= archive.Length; cut++)
            {
                Assert.Equal(!ends.Contains(cut), Problem(archive[..cut]) is not null);
            }

            for (int bit = 0; bit < archive.Length * 8; bit += 3)
            {
                archive[bit / 8] ^= (byte)(1 << (bit % 8));
                bool isTaken = Problem(archive) is null;
                Assert.True(!isTaken || GzipTool.Run("zstd", archive, "-dc").Exit == 0, $"bit {bit}");
                archive[bit / 8] ^= (byte)(1 << (bit % 8));
            }
        });

    [Fact]
    public void A_frame_that_wants_more_memory_than_there_may_be_is_refused()
    {
        byte[] archive = GzipTool.Run("zstd", new byte[4096], "--long=31", "-c", "--no-check").Output;
        Assert.Contains("memory", Problem(archive), StringComparison.Ordinal);
    }

    [Fact]
    public void Archives_are_read_once_wherever_the_program_is_killed()
    {
        Folder? folder = null;
        try
        {
            CrashReport report = Crash.Everywhere(context => context.TextFileStream(folder!.Root).Map(line => line.ToString())
                    .CountByValue().UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                        Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum())),
                new CrashOptions
                {
                    BeforeRun = () =>
                    {
                        folder?.Dispose();
                        folder = new Folder();
                    },
                    BeforeBatch = batch => folder!.Write($"file {batch}{(batch % 2 == 0 ? ".gz" : ".zst")}",
                        Pack(batch % 2 == 0 ? ".gz" : ".zst", $"one\n{batch % 2}\n"), (batch * 1000) - 500),
                    Batches = 4,
                });
            Assert.Equal(["(0,2)", "(1,2)", "(one,4)"], report.Outputs[new BatchTime(4000)]);
        }
        finally
        {
            folder?.Dispose();
        }
    }

    [Theory]
    [InlineData("gzip", ".gz")]
    [InlineData("zstd", ".zst")]
    public void Frames_are_written_and_read_compressed(string compression, string ending)
    {
        using var folder = new Folder();
        using var session = new Session("packed");
        string path = folder.PathOf("out");
        session.Range(0, 5000, partitions: 2).Write.Option("compression", compression).Json(path);
        string[] files = Directory.GetFiles(path, "*" + ending);
        Assert.Equal(2, files.Length);
        Assert.Equal(5000, session.Read.Schema("id BIGINT").Json(path).Distinct().Count());
        string tool = compression == "gzip" ? "gzip" : "zstd";
        Assert.All(files, file => Assert.Equal(0, GzipTool.Run(tool, File.ReadAllBytes(file), "-dc").Exit));
        File.WriteAllBytes(files[0], File.ReadAllBytes(files[0])[..^5]);
        string problem = Assert.Throws<InvalidDataException>(() => session.Read.Text(path).Count()).Message;
        Assert.StartsWith($"{files[0]} cannot be unpacked: ", problem, StringComparison.Ordinal);
        Assert.Contains("it was cut", problem, StringComparison.OrdinalIgnoreCase);
    }

    private static DStream<string> Lines(DStream<Utf8Slice> lines) => lines.Map(line => line.ToString());

    private static DStream<string> Json(DStream<Utf8Slice> lines) => Lines(lines.CheckJson());

    private static string Place(DeadLetter letter) => letter.Position[..letter.Position.IndexOf(',', StringComparison.Ordinal)];

    private static byte[] Pack(string ending, string text) =>
        GzipTool.Run(ending == ".gz" ? "gzip" : "zstd", Encoding.ASCII.GetBytes(text), "-c").Output;

    private static string? Problem(byte[] archive)
    {
        using var reader = new ZstdReader(new MemoryStream(archive));
        try
        {
            reader.CopyTo(Stream.Null);
            return null;
        }
        catch (PackedException wrong)
        {
            return wrong.Message;
        }
    }

    private static (List<string> Rows, List<DeadLetter> Letters) Run(IEnumerable<(string Name, byte[] Bytes)> files,
        Func<DStream<Utf8Slice>, DStream<string>> build, int lineLengthMax = 1 << 20)
    {
        using var folder = new Folder();
        foreach ((string name, byte[] bytes) in files)
        {
            folder.Write(name, bytes, Start + 1);
        }

        var letters = new List<DeadLetter>();
        using var engine = new Engine(2, options =>
        {
            options.LineLengthMax = lineLengthMax;
            options.OnRecordFailure = RecordFailure.DeadLetter;
            options.DeadLetters = letter =>
            {
                lock (letters)
                {
                    letters.Add(letter);
                }
            };
        }, startMilliseconds: Start);
        List<List<string>> seen = Engine.Collect(build(engine.Context.TextFileStream(folder.Root)));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        return ([.. seen.Single().Order(StringComparer.Ordinal)], letters);
    }
}
