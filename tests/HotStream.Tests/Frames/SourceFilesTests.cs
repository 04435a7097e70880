using HotStream.Io;

namespace HotStream.Tests.Frames;

/// <summary>Files are cut so that all workers have about as much to read.</summary>
public sealed class SourceFilesTests : IDisposable
{
    private const long MiB = 1 << 20;

    private readonly string _directory = Directory.CreateTempSubdirectory("hotstream-parts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Theory]
    [InlineData(2, 1, 0)]
    [InlineData(2, 1, 3)]
    [InlineData(2, 2, 8)] // each is opened: not below 4 MiB
    [InlineData(2, 8, 40)]
    [InlineData(8, 10, 40)]
    [InlineData(1, 3, 40)] // nothing to divide
    [InlineData(2, 63, 1000)] // nor above 16
    [InlineData(2, 8, 4, 4, 4, 16, 4)]
    public void Parts_are_as_many_as_workers_need_and_lie_side_by_side(int workers, int count, params int[] lengths)
    {
        string[] paths = [.. lengths.Select((length, at) => Write($"{at}.json", length * MiB))];
        FilePart[] parts = new SourceFiles("*", paths, workers).Cut();
        Assert.Equal(count, parts.Length);
        for (int file = 0; file < paths.Length; file++)
        {
            FilePart[] ours = [.. parts.Where(part => part.Path == paths[file])];
            Assert.Equal((0, long.MaxValue), (ours[0].Start, ours[^1].End));
            Assert.Equal(ours.Skip(1).Select(part => part.Start), ours.SkipLast(1).Select(part => part.End));
            Assert.True(ours[^1].Start < Math.Max(1, lengths[file] * MiB));
        }
    }

    [Fact]
    public void A_compressed_file_is_one_part() =>
        Assert.Equal(2, new SourceFiles("*", [Write("a.json.gz", 100 * MiB), Write("b.json", MiB)], 2).Cut().Length);

    private string Write(string name, long length)
    {
        string path = Path.Combine(_directory, name);
        using FileStream file = File.Create(path);
        file.SetLength(length); // without bytes on the disk
        return path;
    }
}
