using System.Buffers;
using System.Text;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Packets;

namespace HotStream.MqttNet;

/// <summary>
/// Copies the messages of a client into slabs, on the receiver's thread; the client waits with the next while <see cref="WaitingMax"/> of
/// them wait here. Another thread acknowledges what batches have committed, so that this can go on while the receiver waits for room, and
/// when a graceful stop has ended it. From the first start until the context is closed no message is acknowledged but by that thread: the
/// handler stays, also between two runs, when what it gets is left to be sent again.
/// </summary>
internal sealed class MqttNetReceiver(IMqttClient client, MqttClientOptions connect, IReadOnlyList<MqttTopicFilter> topics)
    : SlabReceiver<MqttNetMessage>
{
    private const int WaitingMax = 1024;
    private const int LargestMessage = Slab.MaxCapacity / 2;

    private readonly MqttNetAcks _acks = new();
    private readonly AutoResetEvent _due = new(initialState: false);
    private volatile Channel<MqttNetReceived>? _incoming; // of this run
    private volatile SlabWriter<MqttNetMessage>? _writer;
    private Thread? _acknowledging;
    private int _failedConnection = -1; // that must not be gone on with
    private readonly byte[] _topic = new byte[ushort.MaxValue]; // the most a topic has
    private long _added;
    private volatile bool _isConnecting; // what happens to the connection meanwhile, ConnectAsync says
    private volatile bool _isClosing;

    public override string Name => $"mqttnet {PlainText.Of(connect.ClientId ?? "without an id")}";

    protected override bool SendsAgain => true;

    protected override DeadLetter Describe(in MqttNetMessage record) => new(Name, $"topic {record.Topic}", "", record.Payload.Bytes);

    protected override async Task RunAsync(CancellationToken stopping)
    {
        Attach();
        SlabWriter<MqttNetMessage> writer = RenewWriter();
        Channel<MqttNetReceived> incoming = Channel.CreateBounded<MqttNetReceived>(WaitingMax);
        _incoming = incoming;
        try
        {
            await ConnectAsync(stopping);
            await SubscribeAsync(stopping);
            while (await incoming.Reader.WaitToReadAsync(stopping))
            {
                Take(incoming.Reader, writer);
                ReportProgress();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // the connection stays until the last batch is acknowledged
        }
        catch
        {
            _failedConnection = _acks.Connection;
            throw;
        }
        finally
        {
            _incoming = null;
            incoming.Writer.TryComplete();
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded)
    {
        if (_writer is { HasFailed: true })
        {
            _incoming?.Writer.TryComplete(new MqttNetException(
                $"A batch with messages of {Name} failed: connecting anew, so that the broker sends again what was not acknowledged."));
        }

        _due.Set();
    }

    protected override void OnClosed()
    {
        _isClosing = true;
        _due.Set();
        _acknowledging?.Join();
        _writer?.Dispose();
        if (client.IsConnected)
        {
            client.DisconnectAsync().GetAwaiter().GetResult();
        }

        client.ApplicationMessageReceivedAsync -= Receive;
        client.ConnectingAsync -= Connecting;
        client.ConnectedAsync -= Connected;
        client.DisconnectedAsync -= Disconnected;
    }

    private void Attach()
    {
        if (_acknowledging is null)
        {
            client.ApplicationMessageReceivedAsync += Receive;
            client.ConnectingAsync += Connecting;
            client.ConnectedAsync += Connected;
            client.DisconnectedAsync += Disconnected;
            _acknowledging = new Thread(Acknowledge) { IsBackground = true, Name = $"hotstream-acknowledge-{Name}" };
            _acknowledging.Start();
        }
    }

    private async Task Receive(MqttApplicationMessageReceivedEventArgs received)
    {
        received.AutoAcknowledge = false;
        if (_incoming is { } incoming)
        {
            try
            {
                await incoming.Writer.WriteAsync(new MqttNetReceived(received, _acks.Connection)).ConfigureAwait(false);
            }
            catch (ChannelClosedException)
            {
                // this run is over: the broker sends it again
            }
        }
    }

    private Task Connecting(MqttClientConnectingEventArgs connecting)
    {
        _acks.BeginConnection();
        return Task.CompletedTask;
    }

    private Task Connected(MqttClientConnectedEventArgs connected)
    {
        if (!connected.ConnectResult.IsSessionPresent)
        {
            _acks.ForgetSession();
        }

        if (!_isConnecting)
        {
            _incoming?.Writer.TryComplete(
                new MqttNetException($"{Name} was connected by somebody else, perhaps without the subscription."));
        }

        return Task.CompletedTask;
    }

    /// <summary>Comes late: a connection may have been made since.</summary>
    private Task Disconnected(MqttClientDisconnectedEventArgs ended)
    {
        if (!_isConnecting && !client.IsConnected)
        {
            _incoming?.Writer.TryComplete(
                new MqttNetException($"{Name} was disconnected: {ended.Reason} {ended.ReasonString}".TrimEnd(), ended.Exception));
        }

        return Task.CompletedTask;
    }

    /// <summary>The way into the engine; a new one when a batch failed, for what that held counts as never stored.</summary>
    private SlabWriter<MqttNetMessage> RenewWriter()
    {
        SlabWriter<MqttNetMessage>? writer = _writer;
        if (writer is { HasFailed: true })
        {
            _acks.ForgetAfter(writer.Committed);
            writer.Dispose();
            writer = CreateWriter(before: writer);
            _added = 0;
        }

        return _writer = writer ?? CreateWriter();
    }

    private async Task ConnectAsync(CancellationToken stopping)
    {
        _isConnecting = true;
        try
        {
            if (client.IsConnected && _acks.Connection == _failedConnection)
            {
                await client.DisconnectAsync(cancellationToken: stopping);
            }

            if (!client.IsConnected)
            {
                MqttClientConnectResult result = await client.ConnectAsync(connect, stopping);
                if (result.ResultCode != MqttClientConnectResultCode.Success)
                {
                    throw new MqttNetException(
                        $"The broker refuses the connection of {Name}: {result.ResultCode} {result.ReasonString}".TrimEnd());
                }
            }
        }
        finally
        {
            _isConnecting = false;
        }

        if (!client.IsConnected)
        {
            throw new MqttNetException($"{Name} was disconnected as soon as it was connected.");
        }
    }

    private async Task SubscribeAsync(CancellationToken stopping)
    {
        if (topics.Count == 0)
        {
            return;
        }

        var subscribe = new MqttClientSubscribeOptions { TopicFilters = [.. topics] };
        MqttClientSubscribeResult result = await client.SubscribeAsync(subscribe, stopping);
        MqttClientSubscribeResultItem? refused =
            result.Items.FirstOrDefault(item => item.ResultCode > MqttClientSubscribeResultCode.GrantedQoS2);
        if (refused is not null)
        {
            throw new MqttNetException(
                $"The broker refuses the subscription of {Name} to {PlainText.Of(refused.TopicFilter.Topic)}: {refused.ResultCode}.");
        }
    }

    private void Take(ChannelReader<MqttNetReceived> incoming, SlabWriter<MqttNetMessage> writer)
    {
        while (incoming.TryRead(out MqttNetReceived received))
        {
            if (received.IsAcknowledged && _acks.IsAgain(received))
            {
                _due.Set(); // its batch may be done already
                continue;
            }

            bool isTaken = TryStore(received.Message, writer);
            _added += isTaken ? 1 : 0;
            if (received.IsAcknowledged)
            {
                _acks.Add(received, _added);
            }

            if (!isTaken)
            {
                _due.Set();
            }
        }

        writer.Publish();
    }

    private bool TryStore(MqttApplicationMessage message, SlabWriter<MqttNetMessage> writer)
    {
        if (message.Payload.Length > LargestMessage)
        {
            DeadLetter(new DeadLetter(Name, $"topic {PlainText.Of(message.Topic)}", $"a payload of {message.Payload.Length} bytes is "
                + $"larger than {LargestMessage}, which is the most there can be", message.Payload.Slice(0, 1024).ToArray()));
            return false;
        }

        int length = (int)message.Payload.Length;
        message.Payload.CopyTo(writer.GetBuffer(length));
        writer.Advance(length);
        Utf8Slice topic = writer.Copy(_topic.AsSpan(0, Encoding.UTF8.GetBytes(message.Topic, _topic)));
        writer.Add(new MqttNetMessage(topic, writer.Slice(0, length), message.QualityOfServiceLevel, message.Retain, message.Dup),
            isAcknowledged: message.QualityOfServiceLevel > 0);
        writer.Consume(length);
        return true;
    }

    private void Acknowledge()
    {
        bool last;
        do
        {
            _due.WaitOne();
            last = _isClosing;
            while (_writer is { } writer && _acks.TryTake(writer.Committed, out MqttApplicationMessageReceivedEventArgs? message))
            {
                try
                {
                    message!.AcknowledgeAsync(CancellationToken.None).GetAwaiter().GetResult();
                }
                catch (Exception failure)
                {
                    ReportError($"A message of {Name} could not be acknowledged, and comes again over the next connection.", failure);
                    break;
                }
            }
        }
        while (!last);
    }
}
