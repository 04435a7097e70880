using HotStream.Tests.Connectors.AzureBlobs;
using HotStream.Tests.Connectors.Hdfs;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/hdfs.md.</summary>
public sealed class ReadmeHdfsJobs
{
    [Fact]
    public void Words_of_files_are_counted_into_files()
    {
        using var cluster = new HdfsStandIn();
        HdfsReadOptions reading = cluster.Reading();
        HdfsWriteOptions writing = cluster.Writing();
        using var engine = new Engine(startMilliseconds: BlobRun.Start);
        StreamingContext context = engine.Context;
        cluster.Put("/plant/in/a.log", "to be or not");
        cluster.Put("/plant/in/b.log", "to be");

        // readme: hdfs
        context.HdfsTextStream("/plant/in/*.log", reading)
               .Words()
               .CountByValue()
               .SaveToHdfs("/plant/counts", writing);

        // end
        engine.Tick();
        cluster.Delete("/plant/in/a.log");
        cluster.Delete("/plant/in/b.log");
        Assert.Equal(["(be,2)", "(not,1)", "(or,1)", "(to,2)"], cluster.Lines().Order(StringComparer.Ordinal));
    }
}
