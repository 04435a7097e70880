using System.Net.WebSockets;
using System.Text;

namespace HotStream.Http;

/// <summary>Reads messages of a web socket straight into slabs: a message's fragments stand one behind the other there.</summary>
internal sealed class WebSocketReceiver(HttpSource source, WebSocketStreamOptions options) : SlabReceiver<Utf8Slice>
{
    private const int BufferBytes = 16 * 1024;

    private static readonly TimeSpan s_pings = TimeSpan.FromSeconds(30);

    private readonly byte[] _buffer = new byte[BufferBytes];
    private SlabWriter<Utf8Slice>? _writer;
    private long _length; // of the message that has begun

    public override string Name => source.Name;

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await source.WaitAsync(stopping);
        SlabWriter<Utf8Slice> writer = RenewWriter();
        using var socket = new ClientWebSocket();
        await ConnectAsync(socket, stopping);
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        try
        {
            while (true)
            {
                silence.CancelAfter(options.SilenceMax);
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(_buffer.AsMemory(), silence.Token);
                silence.CancelAfter(Timeout.InfiniteTimeSpan); // a full engine is not a silent server
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                Take(_buffer.AsSpan(0, received.Count), received.EndOfMessage, writer);
                ReportProgress();
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new HttpStreamException($"{Name} sent nothing for {PlainText.Of(options.SilenceMax)}.");
        }
        catch (WebSocketException failure)
        {
            throw new HttpStreamException($"{Name} broke off: {HttpSource.Reason(failure)}.", failure);
        }
        finally
        {
            GiveUp(writer);
        }

        string why = $"the server closed the web socket ({(int?)socket.CloseStatus} {PlainText.Of(socket.CloseStatusDescription ?? "")})";
        await SayGoodByeAsync(socket, stopping);
        Restart(why);
    }

    protected override void OnClosed()
    {
        _writer?.Dispose();
        source.Dispose();
    }

    private async Task ConnectAsync(ClientWebSocket socket, CancellationToken stopping)
    {
        using var request = new HttpRequestMessage();
        source.SayWho(request.Headers);
        foreach ((string name, IEnumerable<string> values) in request.Headers)
        {
            socket.Options.SetRequestHeader(name, string.Join(", ", values));
        }

        if (options.Protocol is { } protocol)
        {
            socket.Options.AddSubProtocol(protocol);
        }

        socket.Options.KeepAliveInterval = s_pings;
        socket.Options.KeepAliveTimeout = s_pings;
        socket.Options.CollectHttpResponseDetails = true;
        using var late = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        late.CancelAfter(options.ConnectTimeout);
        try
        {
            await socket.ConnectAsync(source.Address, source.Invoker, late.Token);
            foreach (string greeting in options.Greetings)
            {
                await socket.SendAsync(
                    Encoding.UTF8.GetBytes(greeting).AsMemory(), WebSocketMessageType.Text, WebSocketMessageFlags.EndOfMessage, late.Token);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new HttpStreamException($"{Name} did not answer in {PlainText.Of(options.ConnectTimeout)}.");
        }
        catch (WebSocketException failure)
        {
            source.NoteRetryAfter(socket.HttpResponseHeaders);
            throw new HttpStreamException(
                (int)socket.HttpStatusCode is 0 or 101 ? $"{Name} cannot be reached: {HttpSource.Reason(failure)}."
                    : source.Explain(socket.HttpStatusCode), failure);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes, bool isEnd, SlabWriter<Utf8Slice> writer)
    {
        int room = (int)Math.Max(0, options.MessageBytesMax - _length);
        int kept = Math.Min(room, bytes.Length);
        bytes[..kept].CopyTo(writer.GetBuffer(Math.Max(kept, 1)));
        writer.Advance(kept);
        _length += bytes.Length;
        if (!isEnd)
        {
            return;
        }

        int length = writer.Unread.Length;
        if (_length <= options.MessageBytesMax)
        {
            writer.Add(writer.Slice(0, length));
        }
        else
        {
            DeadLetter(new DeadLetter(Name, "", $"a message of {_length} bytes is larger than the maximum of {options.MessageBytesMax}; "
                + "raise WebSocketStreamOptions.MessageBytesMax or correct the sender", _length, writer.Unread.ToArray()));
        }

        writer.Consume(length);
        _length = 0;
        writer.Publish();
        writer.Rest();
    }

    /// <summary>A message that the end of a connection cut off is not one.</summary>
    private void GiveUp(SlabWriter<Utf8Slice> writer)
    {
        source.NoteEnd();
        if (_length > 0)
        {
            DeadLetter(new DeadLetter(Name, "the end of a connection", "the message was cut off", _length, writer.Unread.ToArray()));
            writer.Consume(writer.Unread.Length);
            _length = 0;
        }
    }

    private static async Task SayGoodByeAsync(ClientWebSocket socket, CancellationToken stopping)
    {
        try
        {
            if (socket.State == WebSocketState.CloseReceived)
            {
                await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, stopping);
            }
        }
        catch (WebSocketException)
        {
            // it is gone already
        }
    }

    /// <summary>The way into the engine; a new one when a batch failed.</summary>
    private SlabWriter<Utf8Slice> RenewWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            failed.Dispose();
            _writer = CreateWriter(before: failed);
        }

        return _writer ??= CreateWriter();
    }
}
