using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using HotStream.Sinks;
using HotStream.Tests.Generators;
using HotStream.Tests.Io;

namespace HotStream.Tests.Sinks;

/// <summary>The manifest of rolling files by itself.</summary>
public sealed class RollingManifestTests
{
    [Property]
    public Property Numbers_are_there_when_they_were_added() => Cases.ForAllLists(
        Cases.Arrays(Gen.Choose(1, 60).SelectMany(first => Gen.Choose(0, 3).Select(more => (First: first, Last: first + more))), 0, 40),
        ranges =>
        {
            var numbers = new BatchNumbers();
            var expected = new HashSet<long>();
            foreach ((int first, int last) in ranges)
            {
                numbers.Add(first, last);
                expected.UnionWith(Enumerable.Range(first, last - first + 1).Select(number => (long)number));
            }

            Assert.All(Enumerable.Range(0, 70), number => Assert.Equal(expected.Contains(number), numbers.Contains(number)));
            for (int i = 1; i < numbers.Ranges.Count; i++)
            {
                Assert.True(numbers.Ranges[i - 1].Last + 1 < numbers.Ranges[i].First, "ranges that touch are one");
            }
        });

    [Fact]
    public void A_long_manifest_is_shortened_and_says_the_same()
    {
        using var folder = new Folder();
        string path = folder.PathOf("part.manifest.jsonl");
        folder.Write("kept.txt", "a\n", 1);
        using (var manifest = new RollingManifest(path))
        {
            manifest.Append(new ManifestEntry { File = "kept.txt", Query = "q", FirstBatch = 1, LastBatch = 1, Records = 1, Bytes = 2 },
                new ManifestEntry { File = "gone.txt", Query = "q", FirstBatch = 1, LastBatch = 1, Records = 1, Bytes = 2 });
            manifest.Append(Enumerable.Range(1, 6000).Where(number => number != 77).Select(number => new ManifestEntry
            {
                Query = "q",
                FirstBatch = number,
                LastBatch = number,
                Open = [new ManifestEntry { File = "open.txt", Query = "q", FirstBatch = 1, LastBatch = number, Bytes = number }],
            }));
            Assert.True(new FileInfo(path).Length > 1024 * 1024);
            manifest.Shorten();
            Assert.True(new FileInfo(path).Length < 2000);
            manifest.Append(new ManifestEntry { Query = "q", FirstBatch = 6001, LastBatch = 6001, Open = [] });
        }

        using var again = new RollingManifest(path);
        Assert.Equal(0, again.TornBytes);
        Assert.All(Enumerable.Range(0, 6003), number => Assert.Equal(number is > 0 and not 77 and < 6002, again.Has("q", number)));
        Assert.False(again.Has("other", 1));
        Assert.Equal(("open.txt", 6000L), again.Open.Select(open => (open.File, open.Bytes)).Single());
        Assert.Equal(["kept.txt"], FileManifest.Read(path, out _).Select(entry => entry.File).OfType<string>());
    }

    [Fact]
    public void What_a_full_disk_refused_is_not_there_and_the_next_line_is()
    {
        using var folder = new Folder();
        string path = folder.PathOf("part.manifest.jsonl");
        var entry = new ManifestEntry { Query = "q", FirstBatch = 1, LastBatch = 1, Open = [] };
        using (var manifest = new RollingManifest(path))
        {
            manifest.Append(entry);
            File.AppendAllText(path, "{\"what a write that failed has left"); // and could not be taken back
            manifest.Append(entry with { FirstBatch = 2, LastBatch = 2 });
        }

        Assert.Equal([1L, 2L], FileManifest.Read(path, out long torn).Select(read => read.LastBatch));
        Assert.Equal(0, torn);
    }
}
