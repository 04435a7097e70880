using System.Buffers;
using NATS.Client.Core;

namespace HotStream.Nats;

/// <summary>Answers of a connection that publishes: each comes to a subject of its own.</summary>
internal sealed class NatsAnswers(NatsLink link, string inbox, Action<string, NatsStatus?, ReadOnlySequence<byte>> take)
    : NatsSubBase(link.Connection, link.Connection.SubscriptionManager, $"{inbox}.*", queueGroup: null, opts: null)
{
    protected override ValueTask ReceiveInternalAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer,
        ReadOnlySequence<byte> payloadBuffer)
    {
        take(subject, NatsStatus.TryParse(headersBuffer, out NatsStatus status) ? status : null, payloadBuffer);
        return default;
    }

    protected override void TryComplete()
    {
    }
}
