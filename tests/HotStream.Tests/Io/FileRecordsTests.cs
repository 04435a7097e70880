using System.Buffers.Binary;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Testing;
using HotStream.Tests.Io.Packed;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Io;

/// <summary>Files of records: of one length, and of a format of the user's; chosen and recovered as files of lines are.</summary>
public sealed class FileRecordsTests
{
    private const long Start = 1_000_000;

    [Property(MaxTest = 12)]
    public Property Records_of_one_length_are_read_once_whatever_the_cut_and_a_rest_is_a_dead_letter()
    {
        Gen<(int Length, int Partitions, int[] Sizes, bool Packed)> cases =
            from length in Gen.Elements(1, 7, 16, 1000, 300_000)
            from partitions in Gen.Choose(1, 5)
            from sizes in Cases.Arrays(Gen.Elements(0, 1, 999, 70_001, 2_500_000), 1, 4)
            from packed in Gen.Elements(true, false, false)
            select (length, partitions, length == 1 ? [.. sizes.Select(size => Math.Min(size, 70_001))] : sizes, packed);
        return Cases.ForAll(cases, x =>
        {
            byte[][] files = [.. x.Sizes.Select((size, at) => Bytes(size, at))];
            using var folder = new Folder();
            for (int i = 0; i < files.Length; i++)
            {
                byte[] bytes = x.Packed ? GzipTool.Run("gzip", files[i], "-1c").Output : files[i];
                folder.Write($"f{i}{(x.Packed ? ".gz" : "")}", bytes, Start + 1);
            }

            var letters = new List<DeadLetter>();
            using Engine engine = New(x.Partitions, letters);
            List<List<string>> seen = Engine.Collect(engine.Context.BinaryRecordsStream(folder.Root, x.Length).Map(Mark));
            Run(engine);
            string[] expected = [.. files.SelectMany(file => file.Chunk(x.Length)).Where(chunk => chunk.Length == x.Length).Select(Mark)];
            Assert.Equal(expected.Order(StringComparer.Ordinal), seen.Single().Order(StringComparer.Ordinal));
            Assert.Equal(files.Select(file => file.Length % x.Length).Where(rest => rest > 0).Order(),
                letters.Select(letter => (int)letter.Length).Order());
            Assert.All(letters, letter => Assert.Contains($"no multiple of {x.Length}", letter.Reason, StringComparison.Ordinal));
        });
    }

    [Fact]
    public void The_rest_of_a_file_is_named_with_its_place()
    {
        using var folder = new Folder();
        folder.Write("ten", "0123456789", Start + 1);
        var letters = new List<DeadLetter>();
        using Engine engine = New(2, letters);
        List<List<string>> seen = Engine.Collect(engine.Context.BinaryRecordsStream(folder.Root, 4).Map(record => record.ToString()));
        Run(engine);
        Assert.Equal(["0123", "4567"], seen.Single());
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal((folder.PathOf("ten"), "byte 8", "89"),
            (letter.Source, letter.Position, Encoding.ASCII.GetString(letter.Record.Span)));
    }

    [Fact]
    public void A_record_that_a_function_refuses_is_named_by_file_and_number()
    {
        using var folder = new Folder();
        folder.Write("file", "1 2 x 4 ", Start + 1);
        var letters = new List<DeadLetter>();
        using Engine engine = New(1, letters);
        List<List<string>> seen = Engine.Collect(engine.Context.BinaryRecordsStream(folder.Root, 2)
            .Map(record => $"{int.Parse(record.ToString(), System.Globalization.CultureInfo.InvariantCulture)}"));
        Run(engine);
        Assert.Equal(["1", "2", "4"], seen.Single());
        Assert.StartsWith($"{folder.PathOf("file")}, record 3, batch ", Assert.Single(letters).Position, StringComparison.Ordinal);
    }

    [Fact]
    public void A_format_of_the_user_reads_the_files_it_wants()
    {
        using var folder = new Folder();
        folder.Write("a/x.bin", Framed("one", "a text of more than twelve bytes"), Start + 1);
        folder.Write("b/y.bin.gz", GzipTool.Run("gzip", Framed("two"), "-c").Output, Start + 1);
        folder.Write("b/y.tmp", Framed("not wanted"), Start + 1);
        folder.Write("c/z.bin", Framed("not in the pattern"), Start + 1);
        folder.Write("a/torn.bin", Framed("three", "four")[..^2], Start + 1);
        folder.Write("b/cut.bin.gz", GzipTool.Run("gzip", Framed("five"), "-c").Output[..^9], Start + 1);
        folder.Write("b/wrong.bin", [.. Framed("six"), 0, 0, .. Framed("seven")], Start + 1);
        var letters = new List<DeadLetter>();
        using Engine engine = New(3, letters);
        List<List<string>> seen = Engine.Collect(engine.Context.FileStream<Utf8Slice>(folder.PathOf("{a,b}"), ReadFrames,
            path => !path.EndsWith(".tmp", StringComparison.Ordinal)).Map(record => record.ToString()));
        Run(engine);
        Assert.Equal(["a text of more than twelve bytes", "one", "seven", "six", "three", "two"],
            seen.Single().Where(text => text != "five").Order(StringComparer.Ordinal));
        Assert.Equal(["a/torn.bin", "b/cut.bin.gz", "b/wrong.bin"],
            letters.Select(letter => Path.GetRelativePath(folder.Root, letter.Source)).Order(StringComparer.Ordinal));
        Assert.Contains(letters, letter => letter.Reason.Contains("midst of a record", StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Reason.Contains("it was cut", StringComparison.Ordinal));
        Assert.Contains(letters, letter => letter.Position == "byte 5");
    }

    [Fact]
    public void What_a_format_throws_fails_its_batch()
    {
        using var folder = new Folder();
        folder.Write("file", "x", Start + 1);
        using Engine engine = New(1, []);
        Engine.Collect(engine.Context.FileStream<int>(folder.Root, static (_, _) => throw new FormatException("no such format")));
        engine.Tick();
        Assert.Contains("no such format", engine.Failure().ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Files_of_records_keep_the_contract_of_sources(bool isBinary)
    {
        using var folder = new Folder();
        LawAssert.AllHold(SourceContract.Check(new SourceUnderTest<Utf8Slice>
        {
            Open = context => isBinary ? (InputDStream<Utf8Slice>)context.BinaryRecordsStream(folder.Root, 5)
                : (InputDStream<Utf8Slice>)context.FileStream<Utf8Slice>(folder.Root, ReadFrames),
            Feed = batch => folder.Write($"{batch}",
                isBinary ? Encoding.ASCII.GetBytes($"{batch:D5}next{batch}") : Framed($"{batch}", "next"), (batch * 1000) - 500),
        }), SourceContract.Joins, SourceContract.Split, SourceContract.Whole);
    }

    [Fact]
    public void A_record_allocates_nothing()
    {
        using var folder = new Folder();
        folder.Write("many", new byte[4_000_000], Start + 1);
        using Engine engine = New(1, []);
        long first = -1;
        long last = 0;
        engine.Context.BinaryRecordsStream(folder.Root, 4).Map(record =>
        {
            last = GC.GetAllocatedBytesForCurrentThread();
            first = first < 0 ? last : first;
            return record.Length;
        }).CountByValue().ForeachBatch(batch => Assert.Equal(1_000_000, batch.ToList().Single().Value));
        Run(engine);
        Assert.InRange(last - first, 0, 100_000); // of a million records
    }

    private static void ReadFrames(FileContent file, RecordFeed<Utf8Slice> records)
    {
        Span<byte> header = stackalloc byte[2];
        byte[] text = new byte[1000];
        while (!records.IsFull && file.Content.ReadAtLeast(header, 2, throwOnEndOfStream: false) is var read and > 0)
        {
            int length = read == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(header) : throw new EndOfStreamException();
            if (length == 0)
            {
                file.Refuse($"byte {file.Position - 2}", "a record of no bytes", header);
                continue;
            }

            file.Content.ReadExactly(text, 0, length);
            records.Add(records.Store(text.AsSpan(0, length)));
        }
    }

    private static byte[] Framed(params string[] records) =>
        [.. records.SelectMany(record => BitConverter.GetBytes((ushort)record.Length).Concat(Encoding.ASCII.GetBytes(record)))];

    private static byte[] Bytes(int size, int seed)
    {
        byte[] bytes = new byte[size];
        new System.Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static string Mark(Utf8Slice record) => Mark(record.ToArray());

    private static string Mark(byte[] record) => $"{record.Length} {Crc(record):x8}";

    private static uint Crc(byte[] record) => HotStream.Io.Crc32.Add(0, record);

    private static void Run(Engine engine)
    {
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
    }

    private static Engine New(int partitions, List<DeadLetter> letters) => new(partitions, options =>
    {
        options.OnRecordFailure = RecordFailure.DeadLetter;
        options.DeadLetters = letter =>
        {
            lock (letters)
            {
                letters.Add(letter);
            }
        };
    }, startMilliseconds: Start);
}
