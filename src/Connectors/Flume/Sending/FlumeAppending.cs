using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Threading.Channels;

namespace HotStream.Flume;

/// <summary>
/// A connection that appends to an agent: what has come while a request was answered goes with the next one, as far as that may hold, and
/// a request is answered before the next is sent, so that events keep their order. An agent that does not take a request ends it: all that
/// is not answered goes again, to the next agent.
/// </summary>
internal sealed class FlumeAppending : OutboxConnection
{
    private const int RequestBytes = 4 * 1024 * 1024;
    private const int AnswerBytesMax = 64 * 1024;

    private readonly FlumeAgentLink _link;
    private readonly FlumeSinkOptions _options;
    private readonly string _agent;
    private readonly Channel<OutboxMessage> _queue = Channel.CreateUnbounded<OutboxMessage>(new() { SingleReader = true }); // of the outbox
    private readonly List<OutboxMessage> _events = [];
    private readonly FlumeRequest _request = new();
    private readonly FlumeFrame _answer = new(AnswerBytesMax, "answer", "it is no answer to appendBatch");
    private readonly CancellationTokenSource _closing = new();
    private readonly Task _running;
    private readonly CancellationTokenSource _patience = new(); // with an answer; used again
    private int _serial;

    private FlumeAppending(FlumeAgentLink link, FlumeSinkOptions options, string agent)
    {
        (_link, _options, _agent) = (link, options, agent);
        _running = RunAsync(_closing.Token);
    }

    /// <exception cref="IOException">The agent is away, or is not the one that is trusted.</exception>
    public static async Task<FlumeAppending> OpenAsync(DnsEndPoint agent, FlumeSinkOptions options, CancellationToken stop)
    {
        string name = FlumeAddress.NameOf(agent);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(options.Timeout);
        try
        {
            return new FlumeAppending(await FlumeAgentLink.OpenAsync(agent, options, patience.Token).ConfigureAwait(false), options, name);
        }
        catch (Exception failure) when (!stop.IsCancellationRequested
            && failure is SocketException or IOException or AuthenticationException or OperationCanceledException)
        {
            throw new IOException($"agent {name} cannot be reached: " + (failure is OperationCanceledException
                ? $"it took longer than {PlainText.Of(options.Timeout)} ({nameof(FlumeSinkOptions)}.{nameof(options.Timeout)})"
                : PlainText.Of(failure.Message)), failure);
        }
    }

    protected override ValueTask SendAsync(OutboxMessage message, CancellationToken stop)
    {
        _queue.Writer.TryWrite(message);
        return ValueTask.CompletedTask;
    }

    protected override async Task CloseAsync()
    {
        _queue.Writer.TryComplete();
        await _closing.CancelAsync().ConfigureAwait(false);
        await _patience.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _link.Dispose();
        _closing.Dispose();
        _patience.Dispose();
    }

    private async Task RunAsync(CancellationToken closing)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            while (await _queue.Reader.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                FlumeService? greet = _serial == 0 ? FlumeProtocol.Agent : null;
                Collect();
                Write(greet);
                CancellationToken patience = BePatient(closing);
                await _link.ExchangeAsync(_request.Bytes, _answer, patience).ConfigureAwait(false);
                Judge(greet);
            }

            End(new FlumeException("it was closed"));
        }
        catch (OperationCanceledException) when (closing.IsCancellationRequested)
        {
            End(new FlumeException("it was closed"));
        }
        catch (Exception failure)
        {
            End(new IOException($"agent {_agent}: " + (failure is OperationCanceledException
                ? $"it did not answer within {PlainText.Of(_options.Timeout)} ({nameof(FlumeSinkOptions)}.{nameof(_options.Timeout)})"
                : PlainText.Of(failure.Message)), failure));
        }
    }

    /// <summary>What goes with the next request.</summary>
    private void Collect()
    {
        _events.Clear();
        for (int bytes = 0; _events.Count < _options.BatchEvents && bytes < RequestBytes
            && _queue.Reader.TryRead(out OutboxMessage message);)
        {
            _events.Add(message);
            bytes += message.Key.Length + message.Body.Length;
        }
    }

    /// <summary>Cancelled when the answer takes too long, or when this is closed.</summary>
    private CancellationToken BePatient(CancellationToken closing)
    {
        closing.ThrowIfCancellationRequested();
        _patience.TryReset(); // it has not been cancelled: a connection ends with the first answer that takes too long
        _patience.CancelAfter(_options.Timeout);
        return _patience.Token;
    }

    private void Write(FlumeService? greet)
    {
        _request.Begin(++_serial, greet, "appendBatch"u8);
        AvroWriter.Long(_request.Output, _events.Count);
        foreach (OutboxMessage message in _events)
        {
            System.Buffers.BuffersExtensions.Write(_request.Output, message.Key.Span); // headers, a map in Avro's form
            AvroWriter.Bytes(_request.Output, message.Body.Span);
        }

        AvroWriter.Long(_request.Output, 0);
        _request.End();
    }

    /// <exception cref="FlumeException">It does not take them.</exception>
    private void Judge(FlumeService? greeted)
    {
        if (_answer.Serial != _serial)
        {
            throw new FlumeException($"it answers call {_answer.Serial} where call {_serial} was asked");
        }

        var status = new AvroReader(_answer.Request[FlumeReply.Read(_answer.Request, greeted)..]);
        long known = status.Long();
        if (status.HasFailed || known != (long)FlumeStatus.Ok)
        {
            throw new FlumeException(status.HasFailed || known > (long)FlumeStatus.Unknown ? "its answer has no status"
                : $"it answers {(known == (long)FlumeStatus.Failed ? "FAILED" : "UNKNOWN")}: its channel is full, or has a "
                + $"transactionCapacity of fewer events than {nameof(FlumeSinkOptions)}.{nameof(_options.BatchEvents)}");
        }

        Confirm(_events[^1].Number, andAllBefore: true);
    }
}
