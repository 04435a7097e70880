using System.Collections.Concurrent;
using HotStream.StandIn;
using HotStream.Tests.Streams;
using NetMQ;
using NetMQ.Sockets;

namespace HotStream.Tests.Readme;

/// <summary>The ZeroMQ jobs of docs/zeromq.md, word for word.</summary>
public sealed class ReadmeZeroMqJobs
{
    [Fact]
    public void Counts_of_what_is_published_are_published()
    {
        using var publisher = new XPublisherSocket();
        string feed = $"tcp://127.0.0.1:{publisher.BindRandomPort("tcp://127.0.0.1")}";
        string own = $"tcp://127.0.0.1:{FreePort.Find()}";
        using var engine = new Engine(partitions: 1);
        StreamingContext context = engine.Context;

        // readme: zeromq
        context.ZeroMqSubscribeStream(feed, new ZeroMqSubscribeOptions { Topics = ["plant/"] })
               .CountByValue()
               .PublishToZeroMq(own, "counts", RecordEncoders.Text<KeyValuePair<Utf8Slice, long>>(),
                   new ZeroMqPublishOptions { Bind = true });

        // end
        using var subscriber = new SubscriberSocket();
        subscriber.Connect(own);
        subscriber.Subscribe("counts");
        engine.Context.Start();
        Assert.Equal("\u0001plant/", publisher.ReceiveFrameString());
        var frames = new List<string>();
        Engine.WaitFor(
            () =>
            {
                publisher.SendMoreFrame("plant/hall").SendFrame("20");
                engine.Tick();
                List<string>? message = null;
                return subscriber.TryReceiveMultipartStrings(TimeSpan.FromMilliseconds(20), ref message) && Keep(message!, frames);
            },
            "counts were published");
        Assert.Equal("counts", frames[0]);
        Assert.StartsWith("(20,", frames[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Frames_become_fields()
    {
        using var pusher = new PushSocket();
        string address = $"tcp://127.0.0.1:{pusher.BindRandomPort("tcp://127.0.0.1")}";
        var seen = new ConcurrentQueue<(string, long)>();
        using var engine = new Engine(partitions: 1);
        StreamingContext context = engine.Context;

        // readme: zeromq-frames
        context.ZeroMqPullStream<(Utf8Slice Device, long Value)>(address, static frames => (frames[1], long.Parse(frames[2].Bytes, null)))
        // end
            .ForeachBatch(batch => batch.ToList().ForEach(record => seen.Enqueue((record.Device.ToString(), record.Value))));
        context.Start();
        pusher.SendMoreFrame("plant").SendMoreFrame("7").SendFrame("21");
        Engine.WaitFor(
            () =>
            {
                engine.Tick();
                return !seen.IsEmpty;
            },
            "it came");
        Assert.Equal([("7", 21L)], seen);
    }

    private static bool Keep(List<string> message, List<string> frames)
    {
        frames.AddRange(message);
        return true;
    }
}
