using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace HotStream.Nats;

/// <summary>
/// Reads a stream from a sequence on, over one connection, by a consumer that lives as long. Used by one thread; closed by any.
/// </summary>
internal sealed class NatsReader
{
    private const int NoSuchStream = 10059;

    private static readonly TimeSpan s_forgotten = TimeSpan.FromMinutes(1);

    private readonly NatsPull _pull;

    private NatsReader(NatsInbox inbox, NatsPull pull, long pending) => (Inbox, _pull, Pending) = (inbox, pull, pending);

    public NatsInbox Inbox { get; }

    /// <summary>Messages that were there when it was opened.</summary>
    public long Pending { get; }

    /// <summary>What a stream has.</summary>
    /// <exception cref="NatsLinkException">There is none, or it cannot be read again.</exception>
    public static async Task<StreamInfo> FindAsync(NatsLink link, string stream, CancellationToken stop)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stop, link.Gone);
        string name = $"stream '{PlainText.Of(stream)}'";
        try
        {
            StreamInfo info = (await link.JetStream.GetStreamAsync(stream, cancellationToken: asking.Token).ConfigureAwait(false)).Info;
            return info.Config.Retention == StreamConfigRetention.Limits ? info : throw new NatsLinkException(
                $"{name} removes messages when they were acknowledged (retention {info.Config.Retention}), and cannot be read again: "
                + "read it with NatsStream.");
        }
        catch (NatsJSApiException refused) when (refused.Error.ErrCode == NoSuchStream)
        {
            throw new NatsLinkException($"{name}: there is no such stream. Make it first, or correct its name.", refused);
        }
        catch (Exception failure) when (IsToBeExplained(failure, stop))
        {
            throw NatsLink.Explain(name, failure);
        }
    }

    /// <summary>Begins to read.</summary>
    /// <param name="link">The connection; closed with the reader.</param>
    /// <param name="stream">The stream.</param>
    /// <param name="options">How.</param>
    /// <param name="keepsSubjects">Whether subjects are wanted.</param>
    /// <param name="from">Sequence of the first message that is wanted.</param>
    /// <param name="stop">Gives up.</param>
    /// <exception cref="NatsLinkException">The server does not let us.</exception>
    public static async Task<NatsReader> OpenAsync(NatsLink link, string stream, NatsReplayOptions options, bool keepsSubjects, long from,
        CancellationToken stop)
    {
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(stop, link.Gone);
        try
        {
            var config = new ConsumerConfig
            {
                AckPolicy = ConsumerConfigAckPolicy.None,
                DeliverPolicy = ConsumerConfigDeliverPolicy.ByStartSequence,
                OptStartSeq = (ulong)from,
                FilterSubject = options.Subject,
                InactiveThreshold = s_forgotten,
                MemStorage = true,
            };
            ConsumerInfo info = (await link.JetStream.CreateOrUpdateConsumerAsync(stream, config, asking.Token).ConfigureAwait(false)).Info;
            var inbox = new NatsInbox(link, link.NewInbox(), group: null, options.RecordsMax, options, keepsSubjects, isOfStream: true);
            await inbox.SubscribeAsync(asking.Token).ConfigureAwait(false);
            return new NatsReader(inbox, new NatsPull(inbox, stream, info.Name), (long)info.NumPending);
        }
        catch (Exception failure) when (IsToBeExplained(failure, stop))
        {
            throw NatsLink.Explain($"stream '{PlainText.Of(stream)}' cannot be read from sequence {from}", failure);
        }
    }

    /// <summary>Asks for what there is room for.</summary>
    /// <param name="most">Most messages that may wait.</param>
    public void Ask(int most) => _pull.Ask(most - Inbox.Ready - Inbox.Asked, most);

    public Task CloseAsync()
    {
        Inbox.Leave();
        return Inbox.Link.CloseAsync();
    }

    private static bool IsToBeExplained(Exception failure, CancellationToken stop) =>
        failure is not NatsLinkException && NatsLink.IsOfTheServer(failure) && !stop.IsCancellationRequested;
}
