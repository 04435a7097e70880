using System.Buffers;
using System.Numerics;
using System.Text;
using NATS.Client.Core;

namespace HotStream.Nats;

/// <summary>
/// Messages of one subscription between the client's thread and the one that takes them. While all slots are full the client reads nothing
/// more from this connection.
/// </summary>
internal sealed class NatsInbox : NatsSubBase
{
    private const int KeptBytesMax = 64 * 1024; // of a slot; a rare large message does not stay
    private const int TakenAtOnce = 512;

    private readonly Inbox<NatsDelivery> _slots;
    private readonly CancellationTokenSource _leaving = new();
    private readonly bool _keepsSubjects;
    private readonly bool _isOfStream;
    private readonly int _bytesMax;
    private long _heard;
    private long _asked;
    private int _ended;

    /// <param name="link">The connection.</param>
    /// <param name="subject">What is subscribed to.</param>
    /// <param name="group">The queue group, or null.</param>
    /// <param name="capacity">Messages that may wait.</param>
    /// <param name="options">How messages are read.</param>
    /// <param name="keepsSubjects">Whether subjects are wanted.</param>
    /// <param name="isOfStream">Whether messages come from a stream of JetStream.</param>
    public NatsInbox(NatsLink link, string subject, string? group, int capacity, NatsReadOptions options, bool keepsSubjects,
        bool isOfStream)
        : base(link.Connection, link.Connection.SubscriptionManager, subject, group, opts: null)
    {
        (_slots, _keepsSubjects, _isOfStream) = (new Inbox<NatsDelivery>(capacity), keepsSubjects, isOfStream);
        (Link, _bytesMax) = (link, options.MessageBytesMax);
        link.HasEnded = _slots.Wake;
    }

    public NatsLink Link { get; }

    /// <summary>Messages that wait.</summary>
    public long Ready => _slots.Ready;

    /// <summary>How many to take before <see cref="Free"/>.</summary>
    public long NextRun => Math.Min(Ready, TakenAtOnce);

    /// <summary>Messages that the server was asked for and has not sent.</summary>
    public long Asked => Volatile.Read(ref _asked);

    /// <summary>When the server was heard last, in ticks of the system.</summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <summary>The message at a place, from 0 to what is <see cref="Ready"/>.</summary>
    public ref readonly NatsDelivery this[long index] => ref _slots[index];

    /// <summary>Subscribes; returns when the server has it.</summary>
    public async Task SubscribeAsync(CancellationToken stop)
    {
        await Link.Connection.AddSubAsync(this, stop).ConfigureAwait(false);
        await Link.FlushAsync().WaitAsync(stop).ConfigureAwait(false);
        Volatile.Write(ref _heard, Environment.TickCount64);
    }

    /// <summary>So many more are about to be asked for.</summary>
    public void Ask(long count) => Interlocked.Add(ref _asked, count);

    /// <summary>The first messages were taken.</summary>
    public void Free(long count)
    {
        for (long i = 0; i < count; i++)
        {
            ref NatsDelivery slot = ref _slots[i];
            slot.Bytes = slot.Bytes!.Length <= KeptBytesMax ? slot.Bytes : null;
        }

        _slots.Free(count);
    }

    /// <inheritdoc cref="Inbox{TSlot}.Wait"/>
    public bool Wait(TimeSpan longest) => _slots.Wait(longest);

    /// <summary>Any thread.</summary>
    public void Wake() => _slots.Wake();

    /// <summary>No more is wanted: what comes still is dropped.</summary>
    public void Leave()
    {
        Volatile.Write(ref _ended, 1);
        _leaving.Cancel();
    }

    protected override async ValueTask ReceiveInternalAsync(string subject, string? replyTo, ReadOnlySequence<byte>? headersBuffer,
        ReadOnlySequence<byte> payloadBuffer)
    {
        Volatile.Write(ref _heard, Environment.TickCount64);
        if (NatsStatus.TryParse(headersBuffer, out NatsStatus status) && payloadBuffer.IsEmpty)
        {
            Take(status);
            return;
        }

        if (!_slots.HasRoom)
        {
            await _slots.WaitForRoomAsync(_leaving.Token).ConfigureAwait(false);
        }

        if (Volatile.Read(ref _ended) == 0)
        {
            Put(subject, replyTo, payloadBuffer);
        }
    }

    protected override void TryComplete()
    {
    }

    private void Take(NatsStatus status)
    {
        if (status.Code is NatsStatus.Heartbeat)
        {
            return;
        }

        if (status.Code is NatsStatus.TimedOut or NatsStatus.NothingThere || (status.Code == NatsStatus.Conflict && status.Unsent >= 0
            && !status.Text.Contains("Deleted", StringComparison.OrdinalIgnoreCase)))
        {
            Interlocked.Add(ref _asked, -(status.Unsent >= 0 ? status.Unsent : Asked));
            Wake();
            return;
        }

        Link.End(status.Code == NatsStatus.NobodyThere ? "nobody answers: the consumer was deleted, or JetStream is not there yet"
            : $"the server sends no more: {status}");
    }

    private void Put(string subject, string? reply, in ReadOnlySequence<byte> payload)
    {
        ref NatsDelivery slot = ref _slots.Next;
        (slot.Sequence, slot.Pending, slot.Reply) = (0, 0, reply);
        if (_isOfStream && (reply is null || !NatsReply.TryParse(reply, out slot.Sequence, out slot.Pending)))
        {
            Link.End("a message came that is none of JetStream");
            return;
        }

        int subjectLength = _keepsSubjects ? Encoding.UTF8.GetByteCount(subject) : 0;
        int taken = (int)Math.Min(payload.Length, _bytesMax);
        if (slot.Bytes is null || slot.Bytes.Length < subjectLength + taken)
        {
            slot.Bytes = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(subjectLength + taken, 64))];
        }

        slot.SubjectLength = _keepsSubjects ? Encoding.UTF8.GetBytes(subject, slot.Bytes) : 0;
        payload.Slice(0, taken).CopyTo(slot.Bytes.AsSpan(subjectLength));
        slot.PayloadLength = taken;
        slot.WholeLength = payload.Length;
        if (_isOfStream)
        {
            Interlocked.Decrement(ref _asked);
        }

        _slots.Put();
    }
}
