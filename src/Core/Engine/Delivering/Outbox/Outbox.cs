using System.Numerics;
using System.Threading.Channels;

namespace HotStream;

/// <summary>
/// One partition's messages between its worker and the server, in slots that are used again: written in order, sent in order, done when
/// the server confirms them, singly or all up to a number. What it does not take is sent again when everything else that was sent is
/// answered, so the numbers that are open never span more than the slots. Thread-safe; the lock is taken for a block of records, a portion
/// of messages, or a confirmation.
/// </summary>
/// <param name="capacity">Messages that may be under way.</param>
/// <param name="reject">Takes a message that will never be taken: record, reason, body.</param>
internal sealed class Outbox(int capacity, Action<long, string, byte[]> reject)
{
    private const int KeptBytesMax = 64 * 1024; // of a slot; a rare large message does not stay

    private readonly OutboxSlot[] _slots = new OutboxSlot[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly long[] _positions = new long[BitOperations.RoundUpToPowerOf2((uint)capacity)]; // by number
    private readonly Channel<bool> _news = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { SingleReader = true });
    private readonly Dictionary<long, string?> _returned = []; // why, by position
    private TaskCompletionSource? _empty;
    private Exception? _failure;
    private OutboxConnection? _connection; // that is in use
    private long _head;    // first message that is not done
    private long _next;    // next to send
    private long _tail;    // next to write
    private ulong _number; // last that was sent on this connection
    private ulong _lowest = 1; // lowest that may be open
    private int _open;
    private int _postponed;
    private bool _isCareful;

    /// <summary>Held by the writer for a block.</summary>
    public object Gate { get; } = new();

    /// <summary>Messages that were taken, or refused for good, ever.</summary>
    public long Settled { get; private set; }

    /// <summary>Whether a message is not done.</summary>
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

    /// <summary>Whether the server owes an answer.</summary>
    public bool IsOwed
    {
        get
        {
            lock (Gate)
            {
                return _open > 0;
            }
        }
    }

    /// <summary>How many messages the server did not take, when everything that was sent is answered; else 0.</summary>
    public int Postponed
    {
        get
        {
            lock (Gate)
            {
                return _open == 0 ? _postponed : 0;
            }
        }
    }

    /// <summary>Adds a message; waits, with the gate open, while too many are under way. The gate is held.</summary>
    public void Add(long record, ReadOnlySpan<byte> key, ReadOnlySpan<byte> body)
    {
        while (_tail - _head >= capacity && _failure is null)
        {
            Signal();
            Monitor.Wait(Gate);
        }

        ThrowIfFailed();
        ref OutboxSlot slot = ref At(_tail);
        int length = key.Length + body.Length;
        if (slot.Bytes is null || slot.Bytes.Length < length)
        {
            slot.Bytes = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 64))];
        }

        key.CopyTo(slot.Bytes);
        body.CopyTo(slot.Bytes.AsSpan(key.Length));
        (slot.KeyLength, slot.BodyLength, slot.Record, slot.State) = (key.Length, body.Length, record, OutboxSlotState.Waiting);
        _tail++;
    }

    /// <summary>Completes when everything added is done; fails with <see cref="Fail"/>.</summary>
    public Task WhenEmptyAsync()
    {
        lock (Gate)
        {
            return _failure is { } failure ? Task.FromException(failure)
                : _head == _tail ? Task.CompletedTask
                : (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>There is something new to look at.</summary>
    public void Signal() => _news.Writer.TryWrite(true);

    /// <summary>Waits for <see cref="Signal"/>, without allocating; one waits at a time. To be stopped is news, too.</summary>
    public ValueTask<bool> NewsAsync() => _news.Reader.ReadAsync(CancellationToken.None);

    /// <summary>A connection is open, on which nothing was sent: everything that is not done goes over it.</summary>
    public void Connected(OutboxConnection connection)
    {
        lock (Gate)
        {
            _connection = connection;
            (_number, _lowest) = (0, 1);
            Rewind();
        }
    }

    /// <summary>The connection has ended.</summary>
    /// <param name="connection">The connection.</param>
    public void Disconnected(OutboxConnection connection)
    {
        lock (Gate)
        {
            if (_connection != connection)
            {
                return;
            }

            _connection = null;
            string? refusal = connection.Refusal;
            if (refusal is not null && _isCareful && _open == 1)
            {
                ref OutboxSlot slot = ref At(_positions[_number & (ulong)(_positions.Length - 1)]);
                reject(slot.Record, refusal, slot.Body.ToArray());
                slot.State = OutboxSlotState.Done;
                _isCareful = false;
            }
            else if (refusal is not null)
            {
                _isCareful = true; // which of them is it: the next time one goes after the other
            }

            Rewind();
            Settle();
        }
    }

    /// <summary>The next messages to send.</summary>
    /// <returns>How many.</returns>
    public int TakeNext(OutboxConnection connection, Span<OutboxMessage> portion)
    {
        lock (Gate)
        {
            int count = 0;
            int most = _connection != connection || _postponed > 0 ? 0 : !_isCareful ? portion.Length : _open == 0 ? 1 : 0;
            for (; count < most && _next < _tail; _next++)
            {
                ref OutboxSlot slot = ref At(_next);
                if (slot.State == OutboxSlotState.Waiting)
                {
                    slot.Number = ++_number;
                    slot.State = OutboxSlotState.Sent;
                    _positions[_number & (ulong)(_positions.Length - 1)] = _next;
                    _open++;
                    portion[count++] = new OutboxMessage(in slot);
                }
            }

            return count;
        }
    }

    /// <summary>The server has sent a message back; its confirmation follows.</summary>
    public void Returned(OutboxConnection connection, long record, string? reason)
    {
        lock (Gate)
        {
            for (long i = _head; i < _next && _connection == connection; i++)
            {
                ref OutboxSlot slot = ref At(i);
                if (slot.Record == record && slot.State == OutboxSlotState.Sent)
                {
                    slot.State = OutboxSlotState.Returned;
                    _returned[i] = reason;
                    return;
                }
            }
        }
    }

    /// <summary>The server has answered a message, or all up to it.</summary>
    public void Answered(OutboxConnection connection, ulong number, bool isMultiple, bool isTaken)
    {
        lock (Gate)
        {
            if (_connection != connection)
            {
                return;
            }

            for (ulong i = isMultiple ? _lowest : number; i <= number; i++)
            {
                Answer(i, isTaken);
            }

            _lowest = isMultiple ? Math.Max(_lowest, number + 1) : _lowest;
            Settle();
        }

        Signal();
    }

    /// <summary>The server will never take a message.</summary>
    public void Refused(OutboxConnection connection, ulong number, string reason)
    {
        lock (Gate)
        {
            if (_connection == connection && IsOpen(number, out long position))
            {
                ref OutboxSlot slot = ref At(position);
                reject(slot.Record, reason, slot.Body.ToArray());
                _open--;
                Finish(ref slot);
                Settle();
            }
        }

        Signal();
    }

    /// <summary>What the server did not take goes again.</summary>
    public void SendPostponedAgain()
    {
        lock (Gate)
        {
            if (_open == 0)
            {
                Rewind();
            }
        }
    }

    /// <summary>Nothing of the batch will be done any more.</summary>
    public void Fail(Exception failure)
    {
        TaskCompletionSource? empty;
        lock (Gate)
        {
            _failure ??= failure;
            (empty, _empty) = (_empty, null);
            Monitor.PulseAll(Gate);
        }

        empty?.TrySetException(failure);
        Signal();
    }

    /// <summary>Forgets everything. What may be being sent keeps its bytes.</summary>
    public void Clear()
    {
        lock (Gate)
        {
            for (; _head < _tail; _head++)
            {
                At(_head).Bytes = null;
            }

            _next = _head;
            _connection = null;
            _failure = null;
            _isCareful = false;
            (_open, _postponed) = (0, 0);
            _returned.Clear();
        }
    }

    private ref OutboxSlot At(long position) => ref _slots[position & (_slots.Length - 1)];

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private bool IsOpen(ulong number, out long position)
    {
        position = _positions[number & (ulong)(_positions.Length - 1)];
        ref OutboxSlot slot = ref At(position);
        return position >= _head && position < _next && slot.Number == number
            && slot.State is OutboxSlotState.Sent or OutboxSlotState.Returned;
    }

    private void Answer(ulong number, bool isTaken)
    {
        if (!IsOpen(number, out long position))
        {
            return; // answered before
        }

        _open--;
        ref OutboxSlot slot = ref At(position);
        bool wasReturned = _returned.Remove(position, out string? reason);
        if (!isTaken || (wasReturned && reason is null))
        {
            _postponed++;
            slot.State = OutboxSlotState.Waiting;
            return;
        }

        if (wasReturned)
        {
            reject(slot.Record, reason!, slot.Body.ToArray());
        }

        Finish(ref slot);
    }

    private void Finish(ref OutboxSlot slot)
    {
        slot.State = OutboxSlotState.Done;
        Settled++;
    }

    private void Rewind()
    {
        for (long i = _head; i < _tail; i++)
        {
            ref OutboxSlot slot = ref At(i);
            slot.State = slot.State == OutboxSlotState.Done ? slot.State : OutboxSlotState.Waiting;
        }

        _next = _head;
        (_open, _postponed) = (0, 0);
        _returned.Clear();
    }

    private void Settle()
    {
        long before = _head;
        for (; _head < _tail && At(_head).State == OutboxSlotState.Done; _head++)
        {
            ref OutboxSlot slot = ref At(_head);
            slot.Bytes = slot.Bytes!.Length <= KeptBytesMax ? slot.Bytes : null;
        }

        _next = Math.Max(_next, _head);
        if (_head > before)
        {
            Monitor.PulseAll(Gate);
        }

        if (_head == _tail && _failure is null)
        {
            _empty?.TrySetResult();
            _empty = null;
        }
    }
}
