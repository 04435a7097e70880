using HotStream.Testing;
using HotStream.Tests.Recovery;

namespace HotStream.Tests.Connectors.S3;

/// <summary>
/// A server that refuses to let objects be looked at again that a batch before the restart had: a clock that is not set yet, a token that
/// has run out. Their records are in no checkpoint, so nothing may go on without them.
/// </summary>
[Collection(S3Collection.Name)]
public sealed class S3RestartTests(S3Fixture fixture)
{
    private readonly S3Server _server = fixture.Server;

    [Fact]
    public void What_is_refused_at_first_is_tried_again_and_read()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        using Lives lives = LivesOf(bucket, _server.Reading(proxy.Url));
        _server.Put(bucket, "in/a", "a");
        lives.Live(1);
        int refused = 0;
        proxy.Answer = async (context, _) => context.Request.Method == "HEAD" && refused++ == 0
            && await ObjectProxy.RefuseAsync(context, 403, "RequestTimeTooSkewed"); // which an answer without a body does not say
        lives.Live(1);
        Assert.Equal(2, refused);
        Assert.Equal([["a", "a"], [""]], lives.Seen.Values);
    }

    [Fact]
    public void What_is_refused_for_longer_fails_the_batch_and_is_read_when_that_was_corrected()
    {
        string bucket = _server.Bucket();
        using var proxy = new ObjectProxy(_server.Url);
        S3ReadOptions options = _server.Reading(proxy.Url);
        options.RetryFor = TimeSpan.FromMilliseconds(200);
        using Lives lives = LivesOf(bucket, options);
        _server.Put(bucket, "in/a", "a");
        lives.Live(1);
        proxy.Answer = async (context, _) => context.Request.Method == "HEAD"
            && await ObjectProxy.RefuseAsync(context, 403, "AccessDenied");
        string failure = Assert.Throws<BatchFailedException>(() => lives.Live(1)).ToString();
        Assert.Contains("in/a could not be looked at: 403", failure, StringComparison.Ordinal);
        Assert.Contains("Start again when that is corrected", failure, StringComparison.Ordinal);
        proxy.Answer = null;
        lives.Live(1);
        Assert.Equal(["a", "a"], lives.Seen.Values.First());
        Assert.All(lives.Seen.Values.Skip(1).SelectMany(static runs => runs), static text => Assert.Equal("", text));
    }

    private static Lives LivesOf(string bucket, S3ReadOptions options)
    {
        var lives = new Lives(2, context => context.S3TextStream($"s3://{bucket}/in", options).Map(line => line.ToString()));
        lives.Pass(DateTimeOffset.UtcNow.AddMinutes(10) - DateTimeOffset.UnixEpoch);
        return lives;
    }
}
