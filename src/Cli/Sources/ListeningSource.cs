using System.Net;

namespace HotStream.Cli;

/// <summary>Senders that come to a port of ours.</summary>
/// <param name="EndPoint">Where to listen.</param>
/// <param name="Listen">Opens the stream of what they send, and says when it listens.</param>
internal sealed record ListeningSource(IPEndPoint EndPoint, Func<StreamingContext, Action<IPEndPoint>, DStream<MqttMessage>> Listen)
    : MessageSource
{
    public override bool HasTopics => Topics;

    /// <summary>Whether messages have topics.</summary>
    public bool Topics { get; init; }

    /// <summary>Whether they send datagrams.</summary>
    public bool IsUdp { get; init; }

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop)
    {
        InputChecks.ThrowIfTaken(EndPoint, IsUdp);
        return Task.CompletedTask;
    }

    public override DStream<MqttMessage> Open(StreamingContext context, StoreOptions options, Action isWell)
    {
        DStream<MqttMessage> messages = Listen(context, bound =>
        {
            StderrLogger.WriteLine($"listening on {bound}");
            isWell();
        });
        return Topics ? messages : messages.Named(EndPoint.ToString());
    }
}
