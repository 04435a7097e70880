using HotStream.Tests.Connectors.Nats;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Readme;

/// <summary>The NATS job of docs/nats.md, word for word, against a real server.</summary>
public sealed class ReadmeNatsJobs
{
    [Fact]
    public void Readings_of_a_stream_are_counted_into_another()
    {
        Assert.SkipUnless(NatsServer.IsInstalled, NatsServer.WhyNot);
        using var nats = new NatsServer("--user", "me", "--pass", "right");
        using var engine = new Engine(partitions: 2);
        StreamingContext context = engine.Context;
        (string server, string user, string password) = (nats.Address, "me", "right");
        nats.Make("READINGS");
        nats.Make("counts");

        // readme: nats
        context.NatsReplayStream(server, "READINGS", new NatsReplayOptions { UserName = user, Password = password })
               .CountByValue()
               .PublishToNats(server, "counts.hall", RecordEncoders.Text<KeyValuePair<Utf8Slice, long>>(),
                   new NatsPublishOptions { UserName = user, Password = password });

        // end
        nats.Add("READINGS", ["20", "21", "20"]);
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return nats.Texts("counts").Count() >= 2;
            },
            "counts were published");
        Assert.Contains(nats.Texts("counts"), text => text.StartsWith("(20,", StringComparison.Ordinal));
    }
}
