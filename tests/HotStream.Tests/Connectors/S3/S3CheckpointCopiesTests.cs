using HotStream.Testing;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;

namespace HotStream.Tests.Connectors.S3;

/// <summary>
/// Checkpoint copies in a bucket. s3rver replaces objects whatever is asked, so what refuses to is a stand before it
/// (<see cref="CreateOnlyStand"/>); as it is, it must be refused.
/// </summary>
[Collection(S3Collection.Name)]
public sealed class S3CheckpointCopiesTests(S3Fixture fixture)
{
    private readonly S3Server _server = fixture.Server;

    [Fact]
    public void A_bucket_keeps_all_laws_of_copies()
    {
        using var stand = new CreateOnlyStand(_server.Url);
        stand.Proxy.Asking = static target => target.Contains("list-type=", StringComparison.Ordinal) ? $"{target}&max-keys=25" : target;
        string bucket = _server.Bucket();
        LawAssert.AllHold(CheckpointCopiesContract.Check(
            new S3CheckpointCopies($"s3://{bucket}/some/totals", _server.Keeping(stand.Proxy.Url))));
        Assert.Empty(_server.Keys(bucket));
    }

    [Fact]
    public void A_server_that_replaces_objects_is_refused_by_name()
    {
        string bucket = _server.Bucket();
        using var engine = new Engine(partitions: 1, options =>
            options.CheckpointCopies = new S3CheckpointCopies($"s3://{bucket}/totals", _server.Keeping()));
        InvalidOperationException refusal = Assert.Throws<InvalidOperationException>(() => Start(engine));
        Assert.StartsWith($"s3 {bucket}/totals cannot keep the checkpoint copies of context test", refusal.Message,
            StringComparison.Ordinal);
        Assert.Empty(_server.Keys(bucket));
    }

    [Theory]
    [InlineData(403, "AccessDenied", "Give these credentials the right")]
    [InlineData(404, "NoSuchBucket", "Create the bucket")]
    [InlineData(503, "SlowDown", "It asks for fewer requests.")]
    public void A_start_that_the_server_refuses_says_what_to_do(int status, string code, string remedy)
    {
        using var proxy = new ObjectProxy(_server.Url);
        proxy.Answer = (context, _) => ObjectProxy.RefuseAsync(context, status, code);
        S3CheckpointOptions options = _server.Keeping(proxy.Url);
        options.RetryFor = TimeSpan.Zero;
        using var engine = new Engine(partitions: 1, with => with.CheckpointCopies = new S3CheckpointCopies("s3://plant/totals", options));
        string refusal = Assert.Throws<IOException>(() => Start(engine)).Message;
        Assert.Contains("s3 plant/totals", refusal, StringComparison.Ordinal);
        Assert.Contains(remedy, refusal, StringComparison.Ordinal);
        Assert.DoesNotContain(S3Server.Secret, refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_is_refused_before_a_start()
    {
        Assert.Throws<ArgumentException>(() => new S3CheckpointCopies("http://bucket"));
        Assert.Throws<ArgumentException>(() => new S3CheckpointCopies("s3://bucket/path", new S3CheckpointOptions { AccessKey = "half" }));
        Assert.Throws<ArgumentOutOfRangeException>(() => new S3CheckpointOptions { RetryFor = TimeSpan.FromSeconds(-1) });
        Assert.DoesNotContain(S3Server.Secret, _server.Keeping().ToString(), StringComparison.Ordinal);
    }

    private static void Start(Engine engine)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("hotstream-copies-");
        try
        {
            engine.Queue(["a"]).ForeachBatch(static _ => { });
            StreamingContext.GetOrCreate(folder.FullName, () => engine.Context).Start();
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
