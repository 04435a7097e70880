using System.Runtime.ExceptionServices;
using System.Text;
using System.Threading.Channels;

namespace HotStream.Mqtt;

/// <summary>
/// One partition's messages from the time they are encoded until they are acknowledged (QoS 1) or handed to the network (QoS 0), in order.
/// A worker adds and waits while it is full; a session takes what is to be sent and reports what became of it; whatever connection comes
/// next, messages not done are sent again. Messages are numbered; the packet identifier follows from the number, since there are never more
/// messages here than identifiers. Thread-safe.
/// </summary>
/// <param name="options">How to publish.</param>
/// <param name="sink">The sink's name, for dead letters.</param>
/// <param name="reject">Where dead letters go.</param>
internal sealed class MqttOutbox(MqttPublishOptions options, string sink, Action<DeadLetter> reject)
{
    private const int Identifiers = ushort.MaxValue; // 1 to 65535
    private const int BytesMax = 4 * 1024 * 1024;
    private const int OverheadMax = 16;
    private const int TopicCharactersShown = 256;
    private const int CutsBeforeAlone = 2;
    private const byte DuplicateFlag = 0x08;

    private readonly Channel<byte> _news =
        Channel.CreateBounded<byte>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });
    private readonly MqttChunks _chunks = new();
    private readonly List<DeadLetter> _letters = [];
    private readonly bool _isAcknowledged = options.Qos != MqttQos.AtMostOnce;
    private MqttOutgoing[] _messages = new MqttOutgoing[1024]; // a ring; its length is a power of two
    private long _head;   // first message not done
    private long _next;   // where to look for the next one to send
    private long _tail;   // number of the next message added
    private long _bytes;
    private int _inFlight;
    private (MqttChunk? Chunk, long From, long To) _sending;
    private MqttServerLimits _limits = MqttServerLimits.None;
    private int _cuts;    // connections in a row that ended before anything sent on them was acknowledged
    private int _headCuts; // of these, those on which the first message alone had been sent
    private int _posting; // threads that hand out dead letters
    private int _epoch;
    private Exception? _failure;
    private TaskCompletionSource? _empty;

    /// <summary>Held by whoever calls <see cref="Add"/>.</summary>
    public object Gate { get; } = new();

    /// <summary>Whether there are messages not done, and it has not failed.</summary>
    public bool HasWork
    {
        get
        {
            lock (Gate)
            {
                return _head < _tail && _failure is null;
            }
        }
    }

    /// <summary>Encodes a message; waits while too much is under way. Call <see cref="Settle"/> after the last of a block.</summary>
    /// <exception cref="IOException">The broker does not take messages.</exception>
    public void Add(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload)
    {
        long length = (long)topic.Length + payload.Length + OverheadMax;
        string? problem = MqttSentText.FindProblem(topic)
            ?? (length > MqttOutput.BodyMax ? "MQTT has no message of more than 268435455 bytes" : null);
        if (problem is not null)
        {
            _letters.Add(Letter(topic, payload, $"it cannot be published: {problem}"));
            return;
        }

        WaitForRoom((int)length);
        ushort id = (ushort)((_tail % Identifiers) + 1); // left out of QoS 0
        MqttWriter.Publish(_chunks, options.Version, topic, payload, (int)options.Qos, id, options.Retain);
        MqttChunk chunk = _chunks.Current!;
        chunk.Last = _tail;
        At(_tail) = new MqttOutgoing
        {
            Chunk = chunk,
            Start = _chunks.LastStart,
            Length = chunk.Used - _chunks.LastStart,
            State = MqttOutgoingState.Waiting
        };
        _bytes += At(_tail).Length;
        _tail++;
    }

    /// <summary>A record of which no message could be made becomes a dead letter.</summary>
    public void Refuse(byte[] record, Exception cause) => _letters.Add(new DeadLetter(
        sink, "a record without a message",
        $"the function that makes its topic or payload threw {cause.GetType().Name}: {cause.Message}", record));

    /// <summary>Hands out the dead letters; then, if nothing is left, whoever waits for that may go on.</summary>
    public void Settle()
    {
        TaskCompletionSource? empty = null;
        DeadLetter[] letters;
        lock (Gate)
        {
            letters = [.. _letters];
            _letters.Clear();
            _posting++;
        }

        Array.ForEach(letters, reject);
        lock (Gate)
        {
            _posting--;
            if (IsEmpty)
            {
                (empty, _empty) = (_empty, null);
            }
        }

        empty?.TrySetResult();
    }

    /// <summary>Completes when everything added is done; fails with <see cref="Fail"/>.</summary>
    public Task WhenEmptyAsync()
    {
        lock (Gate)
        {
            return _failure is not null ? Task.FromException(_failure)
                : IsEmpty ? Task.CompletedTask
                : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Wakes whoever waits for news: something was added, acknowledged or decided.</summary>
    public void Signal() => _news.Writer.TryWrite(0);

    /// <summary>Waits for news. One at a time.</summary>
    public ValueTask<byte> NewsAsync() => _news.Reader.ReadAsync();

    /// <summary>A session begins, with what its server allows. Returns what it calls itself in <see cref="NextToSend"/>.</summary>
    public int Connected(MqttServerLimits limits)
    {
        lock (Gate)
        {
            _limits = limits;
            return _epoch;
        }
    }

    /// <summary>
    /// Packets to send now, one after the other; none when all is sent or enough is in flight. They stay as
    /// they are until <see cref="Sent"/>.
    /// </summary>
    public ReadOnlyMemory<byte> NextToSend(int epoch)
    {
        lock (Gate)
        {
            if (epoch != _epoch)
            {
                return default;
            }

            int most = _cuts >= CutsBeforeAlone ? 1 : Math.Min(options.InFlightMax, _limits.ReceiveMaximum);
            SkipToWaiting();
            long from = _next;
            MqttOutgoing first = At(from); // of another message, or none, when all is sent: then nothing of it is used
            int end = first.Start;
            while (_next < _tail && (!_isAcknowledged || _inFlight < most))
            {
                ref MqttOutgoing message = ref At(_next);
                if (message.State != MqttOutgoingState.Waiting || message.Chunk != first.Chunk || message.Length > _limits.PacketBytesMax)
                {
                    break;
                }

                message.State = MqttOutgoingState.Sent;
                end = message.Start + message.Length;
                _inFlight++;
                _next++;
            }

            _sending = end > first.Start ? (first.Chunk, from, _next) : default;
            return end > first.Start ? first.Chunk!.Bytes.AsMemory(first.Start, end - first.Start) : default;
        }
    }

    /// <summary>What <see cref="NextToSend"/> gave is with the network.</summary>
    public void Sent()
    {
        lock (Gate)
        {
            (_, long from, long to) = _sending;
            _sending = default;
            for (long number = from; number < to && !_isAcknowledged; number++)
            {
                Finish(ref At(number));
            }

            Release();
        }
    }

    /// <summary>Messages were acknowledged.</summary>
    public void Acknowledge(ReadOnlySpan<ushort> packetIds)
    {
        lock (Gate)
        {
            _cuts = _headCuts = 0;
            foreach (ushort id in packetIds)
            {
                if (Find(id) is >= 0 and var number)
                {
                    Finish(ref At(number));
                }
            }

            Release();
        }
    }

    /// <summary>A message was refused for good: it becomes a dead letter.</summary>
    public void Refuse(ushort packetId, string reason)
    {
        lock (Gate)
        {
            if (Find(packetId) is >= 0 and var number)
            {
                GiveUp(ref At(number), reason);
                Release();
            }
        }
    }

    /// <summary>A message was refused for now: it is kept until <see cref="Resume"/>.</summary>
    public void Postpone(ushort packetId)
    {
        lock (Gate)
        {
            if (Find(packetId) is >= 0 and var number)
            {
                At(number).State = MqttOutgoingState.Postponed;
                _inFlight--;
            }
        }
    }

    /// <summary>Postponed messages are to be sent again.</summary>
    public void Resume() => Rewind(MqttOutgoingState.Postponed, isNewConnection: false);

    /// <summary>
    /// The connection is gone: what it was given and nobody acknowledged is to be sent again, but for QoS 0, of which a message is sent
    /// once at most. A broker that ends connection after connection without acknowledging anything may do so for one message: then messages
    /// are sent one at a time, and the one that ends a connection again and again becomes a dead letter.
    /// </summary>
    /// <param name="byBroker">Whether the other side ended it, after a greeting.</param>
    public void Disconnected(bool byBroker)
    {
        if (!_isAcknowledged)
        {
            Sent();
        }
        else if (byBroker)
        {
            CountCut();
        }

        Rewind(MqttOutgoingState.Sent, isNewConnection: true);
    }

    /// <summary>Gives up: whoever adds or waits gets this exception, until <see cref="Clear"/>.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource? empty;
        lock (Gate)
        {
            _failure = failure;
            (empty, _empty) = (_empty, null);
            Monitor.PulseAll(Gate);
        }

        empty?.TrySetException(failure);
    }

    /// <summary>Forgets everything, and the failure too; sessions that run get nothing more.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            for (long number = _head; number < _tail; number++)
            {
                At(number) = default;
            }

            _chunks.Clear();
            _head = _next = _tail;
            _bytes = _inFlight = _cuts = _headCuts = 0;
            _sending = default;
            _failure = null;
            _epoch++;
            _empty?.TrySetCanceled();
            _empty = null;
        }
    }

    private void CountCut()
    {
        lock (Gate)
        {
            if (_inFlight == 0)
            {
                return; // nothing of ours was on it
            }

            bool wasAlone = _cuts++ >= CutsBeforeAlone;
            if (wasAlone && At(_head).State == MqttOutgoingState.Sent && ++_headCuts >= options.TriesUntilRefused)
            {
                GiveUp(ref At(_head), $"the broker ended the connection {_headCuts} times when this message was sent to it alone");
                _cuts = _headCuts = 0;
            }
        }
    }

    private bool IsEmpty => _head == _tail && _letters.Count == 0 && _posting == 0;

    private ref MqttOutgoing At(long number) => ref _messages[number & (_messages.Length - 1)];

    private void WaitForRoom(int length)
    {
        while (true)
        {
            if (_failure is not null)
            {
                ExceptionDispatchInfo.Throw(_failure);
            }

            if (_head == _tail || (_tail - _head < Identifiers && _bytes + length <= BytesMax))
            {
                break;
            }

            Signal();
            Monitor.Wait(Gate);
        }

        if (_tail - _head == _messages.Length)
        {
            var larger = new MqttOutgoing[_messages.Length * 2];
            for (long number = _head; number < _tail; number++)
            {
                larger[number & (larger.Length - 1)] = At(number);
            }

            _messages = larger;
        }
    }

    private void SkipToWaiting()
    {
        while (_next < _tail)
        {
            ref MqttOutgoing message = ref At(_next);
            if (message.State == MqttOutgoingState.Waiting)
            {
                if (message.Length <= _limits.PacketBytesMax)
                {
                    break;
                }

                _inFlight++;
                GiveUp(ref message, $"a packet of {message.Length} bytes is larger than the broker's maximum of {_limits.PacketBytesMax}");
            }

            _next++;
        }

        Release();
    }

    /// <summary>The number of a message that was sent and not acknowledged; negative when there is none of that identifier.</summary>
    private long Find(ushort packetId)
    {
        long ahead = (packetId - 1 - (_head % Identifiers) + Identifiers) % Identifiers;
        long number = _head + ahead;
        return packetId > 0 && number < _tail && At(number).State == MqttOutgoingState.Sent ? number : -1;
    }

    private void Finish(ref MqttOutgoing message)
    {
        message.State = MqttOutgoingState.Done;
        _inFlight--;
    }

    private void GiveUp(ref MqttOutgoing message, string reason)
    {
        ReadOnlySpan<byte> packet = message.Packet;
        MqttFrame.TryRead(packet, int.MaxValue, out MqttFrame frame);
        MqttPublish.TryRead(packet, frame, options.Version, out MqttPublish publish);
        _letters.Add(Letter(packet.Slice(publish.TopicStart, publish.TopicLength),
            packet.Slice(publish.PayloadStart, publish.PayloadLength), reason));
        Finish(ref message);
    }

    private DeadLetter Letter(ReadOnlySpan<byte> topic, ReadOnlySpan<byte> payload, string reason) => new(
        sink, $"topic {PlainText.Of(topic, TopicCharactersShown)}", reason, payload);

    private void Release()
    {
        long before = _head;
        while (_head < _tail && At(_head).State == MqttOutgoingState.Done)
        {
            _bytes -= At(_head).Length;
            At(_head++) = default;
        }

        _next = Math.Max(_next, _head);
        _chunks.Recycle(_head, _sending.Chunk);
        if (_head > before)
        {
            Monitor.PulseAll(Gate);
        }
    }

    private void Rewind(MqttOutgoingState state, bool isNewConnection)
    {
        lock (Gate)
        {
            for (long number = _head; number < _tail; number++)
            {
                ref MqttOutgoing message = ref At(number);
                if (message.State == state)
                {
                    message.State = MqttOutgoingState.Waiting;
                    message.Packet[0] |= isNewConnection ? DuplicateFlag : (byte)0;
                }
            }

            _next = _head;
            if (isNewConnection)
            {
                _inFlight = 0;
                _sending = default;
                Release();
            }
        }
    }
}
