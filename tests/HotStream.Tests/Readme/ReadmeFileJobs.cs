using HotStream.Tests.Io;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The jobs of docs/sources.md over files of records.</summary>
public sealed class ReadmeFileJobs
{
    [Fact]
    public void Files_of_a_format_of_the_user()
    {
        using var folder = new Folder();
        folder.Write("a.bin", "0123456789abcdef0123456789abcdef", 1_000_001);
        folder.Write("a.tmp", "not wanted at all", 1_000_001);
        string directory = folder.Root;
        var printed = new StringWriter();
        using var engine = new Engine(partitions: 1, with: options => options.Output = printed, startMilliseconds: 1_000_000);
        StreamingContext context = engine.Context;

        // readme: file-stream
        context.FileStream<Utf8Slice>(directory, (file, records) =>
               {
                   byte[] record = new byte[16];
                   while (!records.IsFull && file.Content.ReadAtLeast(record, 16, throwOnEndOfStream: false) == 16)
                   {
                       records.Add(records.Store(record));
                   }
               }, path => path.EndsWith(".bin", StringComparison.Ordinal))
               .CountByValue()
               .Print();

        // end
        engine.Tick();
        Assert.Contains("(0123456789abcdef,2)", printed.ToString(), StringComparison.Ordinal);
    }
}
