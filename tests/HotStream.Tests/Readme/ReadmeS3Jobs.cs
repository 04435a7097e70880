using HotStream.Tests.Connectors.S3;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The job of docs/s3.md.</summary>
[Collection(S3Collection.Name)]
public sealed class ReadmeS3Jobs(S3Fixture fixture)
{
    [Fact]
    public void Words_of_objects_are_counted_into_objects()
    {
        S3Server server = fixture.Server;
        server.Bucket("plant");
        S3ReadOptions reading = server.Reading();
        S3WriteOptions writing = server.Writing();
        using var engine = new Engine(startMilliseconds: DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() / 1000 * 1000);
        StreamingContext context = engine.Context;
        server.Put("plant", "in/a.log", "to be or not");
        server.Put("plant", "in/b.log", "to be");

        // readme: s3
        context.S3TextStream("s3://plant/in/*.log", reading)
               .Words()
               .CountByValue()
               .SaveToS3("s3://plant/counts", writing);

        // end
        engine.Tick();
        server.Delete("plant", "in/a.log");
        server.Delete("plant", "in/b.log");
        Assert.Equal(["(be,2)", "(not,1)", "(or,1)", "(to,2)"], server.Lines("plant").Order(StringComparer.Ordinal));
    }
}
