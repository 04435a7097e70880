using System.Buffers;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using NATS.Client.Core;

namespace HotStream.Nats;

/// <summary>
/// A connection that publishes to JetStream: messages go one behind the other, each names a subject of its own where its answer comes. What
/// these subjects are called is made once for each that may be open.
/// </summary>
internal sealed class NatsPublishing : OutboxConnection
{
    private const string MessageId = "Nats-Msg-Id";

    private readonly NatsLink _link;
    private readonly NatsRoute _route;
    private readonly TimeProvider _time;
    private readonly TimeSpan _settling;
    private readonly string _sink;
    private readonly string _inbox;
    private readonly string[] _replies; // by number, as far as numbers can be open at a time
    private readonly ulong[] _numbers;  // which of them is open
    private readonly NatsHeaders _headers = new(1);
    private readonly NatsAnswers _answers;
    private CancellationTokenRegistration _stopping;
    private long _connected; // when, by the clock

    private NatsPublishing(NatsLink link, NatsRoute route, TimeProvider time, string sink)
    {
        (_link, _route, _time, _sink, _inbox) = (link, route, time, sink, link.NewInbox());
        TimeSpan half = route.Options.RetryFor / 2;
        _settling = route.Options.RouteWithin < half ? route.Options.RouteWithin : half;
        uint open = BitOperations.RoundUpToPowerOf2((uint)route.Options.InFlightMax);
        (_replies, _numbers) = (new string[open], new ulong[open]);
        _answers = new NatsAnswers(link, _inbox, Answered);
    }

    /// <exception cref="NatsLinkException">The server is away or does not want us.</exception>
    public static async Task<NatsPublishing> OpenAsync(NatsAddress address, NatsRoute route, TimeProvider time, string sink,
        CancellationToken stop)
    {
        NatsLink link = await NatsLink.OpenAsync(address, route.Options, sink, stop).ConfigureAwait(false);
        try
        {
            var publishing = new NatsPublishing(link, route, time, sink);
            link.Errors = publishing.Refused;
            link.HasEnded = () => publishing.End(new NatsLinkException(link.Ended.Result));
            publishing._stopping = stop.UnsafeRegister(static link => ((NatsLink)link!).End("asked to end"), link);
            await link.Connection.AddSubAsync(publishing._answers, stop).ConfigureAwait(false);
            await link.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
            publishing._connected = time.GetTimestamp();
            return publishing;
        }
        catch (Exception failure)
        {
            await link.CloseAsync().ConfigureAwait(false);
            throw stop.IsCancellationRequested || failure is NatsLinkException || !NatsLink.IsOfTheServer(failure) ? failure
                : NatsLink.Explain($"{sink} cannot be published to", failure);
        }
    }

    protected override async ValueTask SendAsync(OutboxMessage message, CancellationToken stop)
    {
        int place = (int)(message.Number & (ulong)(_replies.Length - 1));
        string reply = _replies[place] ??= string.Create(CultureInfo.InvariantCulture, $"{_inbox}.{place}");
        _numbers[place] = message.Number;
        _headers[MessageId] = _route.Ids!.Of(message.Record);
        try
        {
            await _link.Connection.PublishAsync(_route.SubjectOf(message.Key.Span), message.Body, _headers, reply,
                NatsRawSerializer<ReadOnlyMemory<byte>>.Default, cancellationToken: _link.Gone).ConfigureAwait(false);
        }
        catch (NatsPayloadTooLargeException)
        {
            Refuse(message.Number, $"it has {message.Body.Length} bytes, and the server takes messages of at most "
                + $"{_link.Connection.ServerInfo?.MaxPayload} bytes (max_payload), with what belongs to them");
        }
        catch (Exception failure) when (NatsLink.IsOfTheServer(failure))
        {
            stop.ThrowIfCancellationRequested();
            throw NatsLink.Explain(_sink, failure);
        }
    }

    protected override Task CloseAsync()
    {
        _stopping.Dispose();
        return _link.CloseAsync();
    }

    private void Answered(string subject, NatsStatus? status, ReadOnlySequence<byte> answer)
    {
        if (!int.TryParse(subject.AsSpan(_inbox.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int place)
            || place >= _numbers.Length)
        {
            return;
        }

        if (status is not null)
        {
            TakenByNobody(_numbers[place]);
            return;
        }

        try
        {
            Judge(_numbers[place], NatsAnswer.Parse(answer));
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            End(new NatsLinkException(
                "the subject is answered by somebody who is not JetStream; give it a stream, or take another subject"));
        }
    }

    /// <summary>A refusal is judged by its reason: what may pass is sent again, anything else stands.</summary>
    private void Judge(ulong number, NatsAnswer answer)
    {
        if (answer.Code == 0)
        {
            Confirm(number);
        }
        else if (answer.MayPass)
        {
            Postpone(number, reason: answer.ToString());
        }
        else
        {
            Refuse(number, $"its stream refuses it: {answer}");
        }
    }

    /// <summary>No stream has its subject: it is refused, unless the server may not have all its streams yet.</summary>
    private void TakenByNobody(ulong number)
    {
        if (_time.GetElapsedTime(_connected) < _settling)
        {
            Postpone(number, reason: "no stream has its subject");
        }
        else
        {
            Refuse(number, "no stream has its subject; make one that has, or correct the subject");
        }
    }

    /// <summary>The server names what it does not let us do, and not which message that was.</summary>
    private void Refused(string error)
    {
        string text = $"the server does not let us publish: {PlainText.Of(error, 200)}. Give this user the right, or use another one";
        End(new NatsLinkException(text), refusal: _route.HasOneSubject ? null : text);
    }
}
