using HotStream.Tests.Streams;
using NATS.Client.Core;

namespace HotStream.Tests.Connectors.Nats;

/// <summary>Subjects without JetStream, against a real server.</summary>
[Collection(NatsCollection.Name)]
public sealed class NatsSubjectTests(NatsFixture fixture)
{
    [Fact]
    public void What_is_published_while_we_listen_comes_once_in_its_order()
    {
        NatsServer server = fixture.Server;
        using var subscribed = new ManualResetEventSlim();
        using var engine = new Engine(partitions: 1);
        var seen = new List<string>();
        engine.Context.NatsSubjectMessageStream(server.Address, "plant.*", new NatsSubjectOptions { OnSubscribed = subscribed.Set })
            .ForeachBatch(batch => seen.AddRange(batch.ToList().Select(message => message.ToString())));
        engine.Context.Start();
        Assert.True(subscribed.Wait(Engine.Patience));
        string[] sent = [.. Enumerable.Range(0, 3000).Select(i => $"{i}")];
        Publish(server, "plant.hall", sent);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return seen.Count >= sent.Length;
            },
            "all came");
        Assert.Equal(sent.Select(static text => $"plant.hall: {text}"), seen);
    }

    [Fact]
    public void Receivers_of_a_group_share_and_a_message_that_is_too_large_is_a_dead_letter()
    {
        NatsServer server = fixture.Server;
        using var subscribed = new CountdownEvent(2);
        var options = new NatsSubjectOptions { QueueGroup = "group", MessageBytesMax = 3, OnSubscribed = () => subscribed.Signal() };
        using var one = new ConnectorRun(context => context.NatsSubjectStream(server.Address, "shared", options));
        using var two = new ConnectorRun(context => context.NatsSubjectStream(server.Address, "shared", options));
        Assert.True(subscribed.Wait(Engine.Patience));
        string[] sent = [.. Enumerable.Range(0, 200).Select(i => $"{i}")];
        Publish(server, "shared", [.. sent, "large"]);
        Engine.WaitFor(
            () =>
            {
                one.Engine.Tick();
                two.Engine.Tick();
                return one.Texts.Count + two.Texts.Count >= sent.Length && one.Letters.Count + two.Letters.Count > 0;
            },
            "all came");
        Assert.Equal(sent.Order(), one.Texts.Concat(two.Texts).Order());
        Assert.Contains("NatsSubjectOptions.MessageBytesMax", one.Letters.Concat(two.Letters).Single().Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_server_that_is_killed_and_comes_back_is_listened_to_again()
    {
        using var server = new NatsServer();
        int subscribed = 0;
        using var run = new ConnectorRun(context => context.NatsSubjectStream(server.Address, "plant",
            new NatsSubjectOptions { OnSubscribed = () => Interlocked.Increment(ref subscribed) }));
        Engine.WaitFor(() => subscribed == 1, "it listens");
        server.End(graceful: false);
        server.Begin();
        Engine.WaitFor(() => subscribed == 2, "it listens again");
        Publish(server, "plant", ["hello"]);
        Assert.Equal(["hello"], run.WaitFor(1));
    }

    private static void Publish(NatsServer server, string subject, string[] texts) => server.Do(async context =>
    {
        foreach (string text in texts)
        {
            await context.Connection.PublishAsync(subject, text);
        }

        return await context.Connection.PingAsync();
    });
}
