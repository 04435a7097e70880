using HotStream.Tests.Connectors.S3;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Objects of one bucket to another.</summary>
[Collection(S3Collection.Name)]
public sealed class CopyS3Tests(S3Fixture fixture)
{
    [Fact]
    public void Lines_of_objects_become_objects_and_nothing_shows_the_secret()
    {
        S3Server server = fixture.Server;
        string from = server.Bucket();
        string to = server.Bucket();
        server.Put(from, "in/a b.log", "one\ntwo");
        server.Put(from, "in/c.txt", "not a log");
        string login = $"s3://S3RVER:{S3Server.Secret}@";
        using var copy = new Copying($"{login}{from}/in/*.log?server={server.Url}", $"{login}{to}/out?server={server.Url}");
        copy.Until(() => server.Keys(to).Length > 0, "the lines were stored");
        copy.Tool.WaitFor("  2 messages taken, 2 stored in s3://", process => process.Output);
        copy.Stop();
        Assert.Equal(["one", "two"], server.Lines(to));
        Assert.DoesNotContain(S3Server.Secret, copy.Tool.Output + copy.Tool.Error, StringComparison.Ordinal);
    }
}
