using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>The law of files: however they are cut into shares, every line is read exactly once.</summary>
public sealed class FileSplitTests
{
    private const int ReadSize = 256 * 1024;
    private const int Megabyte = 1024 * 1024;

    [Property(MaxTest = 25)]
    public Property Every_line_is_read_exactly_once_whatever_the_cut()
    {
        Gen<(int Partitions, bool Kept, byte[][] Files)> cases =
            from partitions in Gen.Choose(1, 8)
            from kept in Gen.Elements(true, false)
            from files in Cases.Arrays(AnyFile(), 1, 4)
            select (partitions, kept, files);
        return Cases.ForAll(cases, x => Assert.Equal(Naive(x.Files, Megabyte).Lines, Read(x.Files, x.Partitions, x.Kept, Megabyte, [])));
    }

    [Fact]
    public void Lines_that_cross_the_boundaries_of_reads_and_shares_are_whole()
    {
        for (int shift = -2; shift <= 2; shift++)
        {
            byte[] file = [.. Line(ReadSize + shift, 'a'), .. Line(Megabyte - ReadSize - 2, 'b'), .. Line(3, 'c'),
                .. Line(ReadSize * 2, 'd'), .. Line(Megabyte, 'e')[..^1]];
            for (int partitions = 1; partitions <= 4; partitions++)
            {
                Assert.Equal(Naive([file], Megabyte).Lines, Read([file], partitions, kept: true, Megabyte, []));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(8)]
    public void Every_overlong_line_is_one_dead_letter_whatever_the_cut(int partitions)
    {
        byte[] file = [.. Enumerable.Range(0, 40).SelectMany(i => Line(i % 5 == 0 ? 400_000 + i : 1000 + i, (char)('a' + (i % 26))))];
        var letters = new List<(long Length, string Position)>();
        (List<string> lines, List<(long, string)> overlong) = Naive([file], 10_000);
        Assert.Equal(lines, Read([file], partitions, kept: false, 10_000, letters));
        Assert.Equal(overlong, letters.OrderBy(letter =>
            long.Parse(letter.Position[(letter.Position.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture)));
    }

    private static Gen<byte[]> AnyFile() =>
        from seed in Gen.Choose(0, int.MaxValue)
        from size in Gen.Elements(0, 1, 100, ReadSize, Megabyte, 3_000_000)
        from longest in Gen.Elements(0, 10, 200, 20_000, 300_000)
        from endsWithNewline in Gen.Elements(true, false)
        select Text(new System.Random(seed), size, longest, endsWithNewline);

    private static byte[] Text(System.Random random, int size, int longest, bool endsWithNewline)
    {
        var bytes = new List<byte>(size);
        while (bytes.Count < size)
        {
            bytes.AddRange(Line(random.Next(longest + 1), (char)('a' + random.Next(26))));
        }

        return endsWithNewline || bytes.Count == 0 ? [.. bytes] : [.. bytes[..^1]];
    }

    private static byte[] Line(int length, char letter) => Encoding.ASCII.GetBytes(new string(letter, length) + "\n");

    private static string[] Read(byte[][] files, int partitions, bool kept, int lineLengthMax, List<(long, string)> letters)
    {
        using var folder = new Folder();
        for (int i = 0; i < files.Length; i++)
        {
            folder.Write($"file-{i}", files[i], 1);
        }

        using var engine = new Engine(partitions, options =>
        {
            options.LineLengthMax = lineLengthMax;
            options.DeadLetters = letter =>
            {
                lock (letters)
                {
                    letters.Add((letter.Length, letter.Position));
                }
            };
        });
        DStream<Utf8Slice> lines = engine.Context.TextFileStream(folder.Root, newFilesOnly: false);
        List<List<string>> seen = Engine.Collect((kept ? lines.Cache() : lines).Map(line => Short(line.ToString())));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        return [.. Assert.Single(seen).Order(StringComparer.Ordinal)];
    }

    private static (List<string> Lines, List<(long, string)> Overlong) Naive(byte[][] files, int lineLengthMax)
    {
        var lines = new List<string>();
        var overlong = new List<(long, string)>();
        foreach (byte[] file in files)
        {
            for (int start = 0; start < file.Length;)
            {
                int newline = Array.IndexOf(file, (byte)'\n', start);
                int end = newline < 0 ? file.Length : newline;
                if (end - start > lineLengthMax)
                {
                    overlong.Add((end - start, $"line {file.AsSpan(0, start).Count((byte)'\n') + 1}, byte {start}"));
                }
                else
                {
                    lines.Add(Short(Encoding.ASCII.GetString(file, start, end - start)));
                }

                start = end + 1;
            }
        }

        lines.Sort(StringComparer.Ordinal);
        return (lines, overlong);
    }

    /// <summary>A line of one letter, by its letter and length, or what it is instead.</summary>
    private static string Short(string line) =>
        line.Length == 0 ? "-" : line.AsSpan().ContainsAnyExcept(line[0]) ? $"torn {line.Length}" : $"{line[0]}{line.Length}";
}
