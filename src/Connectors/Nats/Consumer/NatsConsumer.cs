using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace HotStream.Nats;

/// <summary>A durable pull consumer, as it is on the server.</summary>
internal static class NatsConsumer
{
    private const int NoSuchConsumer = 10014;
    private const int NoSuchStream = 10059;

    /// <summary>Finds it, or makes it.</summary>
    /// <exception cref="NatsLinkException">It cannot be, or is none that can be read.</exception>
    public static async Task<ConsumerInfo> OpenAsync(NatsLink link, string stream, string consumer, NatsOptions options,
        CancellationToken stop)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stop, link.Gone);
        string name = $"consumer '{PlainText.Of(consumer)}' of stream '{PlainText.Of(stream)}'";
        try
        {
            ConsumerInfo info = await FindAsync(link, stream, consumer, asking.Token).ConfigureAwait(false)
                ?? (await link.JetStream.CreateOrUpdateConsumerAsync(stream, ConfigOf(consumer, options), asking.Token)
                    .ConfigureAwait(false)).Info;
            Check(info.Config, name, options);
            return info;
        }
        catch (NatsJSApiException refused) when (refused.Error.ErrCode == NoSuchStream)
        {
            throw new NatsLinkException($"{name}: there is no such stream. Make it first, or correct its name.", refused);
        }
        catch (Exception failure) when (
            failure is not NatsLinkException && NatsLink.IsOfTheServer(failure) && !stop.IsCancellationRequested)
        {
            throw NatsLink.Explain(name, failure);
        }
    }

    private static async Task<ConsumerInfo?> FindAsync(NatsLink link, string stream, string consumer, CancellationToken stop)
    {
        try
        {
            return (await link.JetStream.GetConsumerAsync(stream, consumer, stop).ConfigureAwait(false)).Info;
        }
        catch (NatsJSApiException refused) when (refused.Error.ErrCode == NoSuchConsumer)
        {
            return null;
        }
    }

    private static ConsumerConfig ConfigOf(string consumer, NatsOptions options) => new(consumer)
    {
        DurableName = consumer,
        AckPolicy = ConsumerConfigAckPolicy.Explicit,
        AckWait = options.AckWait,
        MaxAckPending = options.RecordsMax,
        FilterSubject = options.Subject,
        DeliverPolicy = options.Start == NatsStart.First ? ConsumerConfigDeliverPolicy.All : ConsumerConfigDeliverPolicy.New,
    };

    private static void Check(ConsumerConfig config, string name, NatsOptions options)
    {
        string? problem = !string.IsNullOrEmpty(config.DeliverSubject) ? "it is a push consumer, and is read by a pull consumer only"
            : config.AckPolicy == ConsumerConfigAckPolicy.None
                ? "it wants no acknowledgements (ack policy none), so what a crash loses is lost"
            : options.Subject is not null && config.FilterSubject != options.Subject
                ? $"it filters by '{PlainText.Of(config.FilterSubject ?? "")}', not by NatsOptions.Subject"
            : null;
        if (problem is not null)
        {
            throw new NatsLinkException($"{name} exists, and {problem}. Take another name, or delete it.");
        }
    }
}
