using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Postgres;

/// <summary>Notifications, against a real server.</summary>
[Collection(PostgresChangeCollection.Name)]
public sealed class PostgresNotificationTests(PostgresChangeFixture fixture)
{
    [Fact]
    public void A_record_comes_for_each_notification_of_the_channel()
    {
        PostgresChangeServer server = fixture.Server;
        using var subscribed = new ManualResetEventSlim();
        using var run = new ConnectorRun(context => context.PostgresNotificationStream(server.ConnectionString, "Odd \"name\"",
            new PostgresNotificationOptions { OnSubscribed = subscribed.Set }), partitions: 1);
        Assert.True(subscribed.Wait(Engine.Patience));
        server.Execute("NOTIFY other, 'not wanted'");
        server.Execute("SELECT pg_notify('Odd \"name\"', g::text) FROM generate_series(1, 100) g");
        Assert.Equal(Enumerable.Range(1, 100).Select(i => $"{i}"), run.WaitFor(100));
    }

    [Fact]
    public void A_server_that_is_killed_and_comes_back_is_listened_to_again()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, PostgresServer.WhyNot);
        using var server = new PostgresChangeServer();
        int subscribed = 0;
        using var run = new ConnectorRun(context => context.PostgresNotificationStream(server.ConnectionString, "plant",
            new PostgresNotificationOptions { OnSubscribed = () => Interlocked.Increment(ref subscribed) }));
        Engine.WaitFor(() => subscribed == 1, "it listens");
        server.End(graceful: false);
        server.Begin();
        Engine.WaitFor(() => subscribed >= 2, "it listens again");
        server.Execute("NOTIFY plant, 'hello'");
        Assert.Equal(["hello"], run.WaitFor(1));
    }
}
