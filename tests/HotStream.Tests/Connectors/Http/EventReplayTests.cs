using HotStream.Http;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Http;

/// <summary>Events read behind an id and read again, from a server that keeps them.</summary>
public sealed class EventReplayTests(StreamingFixture fixture) : IClassFixture<StreamingFixture>
{
    [Fact]
    public void What_the_server_keeps_no_longer_is_reported_when_it_should_be_read_again()
    {
        StreamingServer server = fixture.Server;
        string place = server.Create();
        server.Send(place, ["a", "b", "c", "d", "e"]);
        server.Forget(place, 1);
        using var log = new LogCapture();
        using var engine = new Engine(with: options => options.LoggerFactory = log);
        InputDStream<ServerSentEvent> input = engine.Context.HttpEventReplayStream(server.AddressOf(place));
        string name = new HttpSource(server.AddressOf(place), new HttpStreamOptions()).Name;
        input.Replay([[new SourceRange(name, "0 ", "2 2")], [new SourceRange(name, "2 2", "3 x")]]);
        List<List<string>> seen = Engine.Collect(input.Map(static one => one.Data.ToString()));
        engine.Tick(2);
        Assert.Equal(["b", ""], seen.ConvertAll(texts => string.Join(' ', texts)));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("1 events behind , up to 2", StringComparison.Ordinal));
        Assert.Contains(log.Entries, entry => entry.Message.Contains("1 events behind 2, up to x", StringComparison.Ordinal));
    }

    [Fact]
    public void An_event_without_an_id_is_a_dead_letter()
    {
        string place = fixture.Server.Create(async (context, number) =>
        {
            await StreamingServer.BeginAsync(context);
            await StreamingServer.WriteAsync(context, "data: none\n\nid: 1\ndata: good\n\ndata: none\n\n");
            await StreamingServer.StayAsync(context);
        });
        using var run = new ConnectorRun(context =>
            context.HttpEventReplayStream(fixture.Server.AddressOf(place)).Map(static one => one.Data));
        Assert.Equal(["good"], run.WaitFor(1));
        run.WaitUntil(() => run.Letters.Count >= 2, "both were refused");
        Assert.All(run.Letters, letter => Assert.Contains("HttpEventStream", letter.Reason, StringComparison.Ordinal));
    }
}
