using HotStream.Tests.Connectors.Kinesis;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Records of one stream to another.</summary>
[Collection(KinesisCollection.Name)]
public sealed class CopyKinesisTests(KinesisFixture fixture)
{
    [Fact]
    public void Records_of_a_stream_become_records_by_their_id_and_nothing_shows_the_secret()
    {
        KinesisServer server = fixture.Server;
        string from = server.Stream();
        string to = server.Stream();
        server.Add(from, ["{\"machine\":\"m1\"}", "{\"machine\":\"m2\"}"]);
        string login = $"kinesis://AKIDEXAMPLE:{KinesisServer.Secret}@us-east-1/";
        using var copy = new Copying($"{login}{from}?server={server.Url}", $"{login}{to}?server={server.Url}", "--json", "--id", "machine");
        copy.Until(() => server.Records(to).Count > 1, "the records were stored");
        copy.Tool.WaitFor($"  2 messages taken, 2 stored in kinesis us-east-1/{to}", process => process.Output);
        copy.Stop();
        Assert.Equal(["m1", "m2"], server.Records(to).Select(record => record.Key).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(KinesisServer.Secret, copy.Tool.Output + copy.Tool.Error, StringComparison.Ordinal);
    }
}
