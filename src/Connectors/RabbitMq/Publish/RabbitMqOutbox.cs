using System.Numerics;

namespace HotStream.RabbitMq;

/// <summary>
/// One partition's messages between its worker and the server, in slots that are used again: written in order, sent in order, done when
/// the server confirms them, singly or all up to a number. What it does not take is sent again when everything else that was sent is
/// answered, so the numbers that are open never span more than the slots. Thread-safe; the lock is taken for a block of records, a portion
/// of messages, or a confirmation.
/// </summary>
/// <param name="capacity">Messages that may be under way.</param>
/// <param name="reject">Takes a message that no queue takes: record, reason, body.</param>
internal sealed class RabbitMqOutbox(int capacity, Action<long, string, ReadOnlyMemory<byte>> reject)
{
    private const int KeptBytesMax = 64 * 1024; // of a slot; a rare large message does not stay

    private readonly RabbitMqOutgoing[] _slots = new RabbitMqOutgoing[BitOperations.RoundUpToPowerOf2((uint)capacity)];
    private readonly long[] _positions = new long[BitOperations.RoundUpToPowerOf2((uint)capacity)]; // by number
    private readonly SemaphoreSlim _news = new(0);
    private readonly Dictionary<long, string> _returned = [];
    private TaskCompletionSource? _empty;
    private Exception? _failure;
    private object? _link; // the connection that is in use
    private long _head;    // first message that is not done
    private long _next;    // next to send
    private long _tail;    // next to write
    private ulong _number; // last that was sent on this connection
    private ulong _lowest = 1; // lowest that may be open
    private int _open;
    private int _refused;
    private bool _isCareful;

    /// <summary>Held by the writer for a block.</summary>
    public object Gate { get; } = new();

    /// <summary>Whether a message that was sent back is refused now; else it is sent again.</summary>
    public Func<bool> RefusesReturned { get; set; } = static () => true;

    /// <summary>Messages that were confirmed, ever.</summary>
    public long Confirmed { get; private set; }

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
    public int Refused
    {
        get
        {
            lock (Gate)
            {
                return _open == 0 ? _refused : 0;
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
        ref RabbitMqOutgoing slot = ref At(_tail);
        int length = key.Length + body.Length;
        if (slot.Bytes is null || slot.Bytes.Length < length)
        {
            slot.Bytes = new byte[BitOperations.RoundUpToPowerOf2((uint)Math.Max(length, 64))];
        }

        key.CopyTo(slot.Bytes);
        body.CopyTo(slot.Bytes.AsSpan(key.Length));
        (slot.KeyLength, slot.BodyLength, slot.Record, slot.State) = (key.Length, body.Length, record, RabbitMqOutgoingState.Waiting);
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
    public void Signal()
    {
        if (_news.CurrentCount == 0)
        {
            _news.Release();
        }
    }

    /// <summary>Waits for <see cref="Signal"/>.</summary>
    public Task NewsAsync(CancellationToken stop) => _news.WaitAsync(stop);

    /// <summary>A connection is open, on which nothing was sent: everything that is not done goes over it.</summary>
    public void Connected(object link)
    {
        lock (Gate)
        {
            _link = link;
            (_number, _lowest) = (0, 1);
            Rewind();
        }
    }

    /// <summary>The connection has ended.</summary>
    /// <param name="link">The connection.</param>
    /// <param name="refusal">Why, when the server ended it on a message that it will never take; else null.</param>
    public void Disconnected(object link, string? refusal)
    {
        lock (Gate)
        {
            if (_link != link)
            {
                return;
            }

            _link = null;
            if (refusal is not null && _isCareful && _open == 1)
            {
                ref RabbitMqOutgoing slot = ref At(_positions[_number & (ulong)(_positions.Length - 1)]);
                reject(slot.Record, refusal, slot.Body.ToArray());
                slot.State = RabbitMqOutgoingState.Done;
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
    public int TakeNext(object link, Span<RabbitMqOutgoing> portion)
    {
        lock (Gate)
        {
            int count = 0;
            int most = _link != link || _refused > 0 ? 0 : !_isCareful ? portion.Length : _open == 0 ? 1 : 0;
            for (; count < most && _next < _tail; _next++)
            {
                ref RabbitMqOutgoing slot = ref At(_next);
                if (slot.State == RabbitMqOutgoingState.Waiting)
                {
                    slot.Number = ++_number;
                    slot.State = RabbitMqOutgoingState.Sent;
                    _positions[_number & (ulong)(_positions.Length - 1)] = _next;
                    _open++;
                    portion[count++] = slot;
                }
            }

            return count;
        }
    }

    /// <summary>The server has sent a message back; its confirmation follows.</summary>
    public void Returned(object link, long record, string reason)
    {
        lock (Gate)
        {
            for (long i = _head; i < _next && _link == link; i++)
            {
                ref RabbitMqOutgoing slot = ref At(i);
                if (slot.Record == record && slot.State == RabbitMqOutgoingState.Sent)
                {
                    slot.State = RabbitMqOutgoingState.Returned;
                    _returned[i] = reason;
                    return;
                }
            }
        }
    }

    /// <summary>The server has answered a message, or all up to it.</summary>
    public void Answered(object link, ulong number, bool isMultiple, bool isTaken)
    {
        lock (Gate)
        {
            if (_link != link)
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

    /// <summary>What the server did not take goes again.</summary>
    public void SendRefusedAgain()
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
            _link = null;
            _failure = null;
            _isCareful = false;
            (_open, _refused) = (0, 0);
            _returned.Clear();
        }
    }

    private ref RabbitMqOutgoing At(long position) => ref _slots[position & (_slots.Length - 1)];

    private void ThrowIfFailed()
    {
        if (_failure is { } failure)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        }
    }

    private void Answer(ulong number, bool isTaken)
    {
        long position = _positions[number & (ulong)(_positions.Length - 1)];
        ref RabbitMqOutgoing slot = ref At(position);
        if (position < _head || position >= _next || slot.Number != number
            || slot.State is not (RabbitMqOutgoingState.Sent or RabbitMqOutgoingState.Returned))
        {
            return; // answered before
        }

        _open--;
        if (!isTaken || (slot.State == RabbitMqOutgoingState.Returned && !RefusesReturned()))
        {
            _refused++;
            slot.State = RabbitMqOutgoingState.Waiting;
        }
        else
        {
            if (slot.State == RabbitMqOutgoingState.Returned && _returned.Remove(position, out string? reason))
            {
                reject(slot.Record, reason, slot.Body.ToArray());
            }

            slot.State = RabbitMqOutgoingState.Done;
            Confirmed++;
        }
    }

    private void Rewind()
    {
        for (long i = _head; i < _tail; i++)
        {
            ref RabbitMqOutgoing slot = ref At(i);
            slot.State = slot.State == RabbitMqOutgoingState.Done ? slot.State : RabbitMqOutgoingState.Waiting;
        }

        _next = _head;
        (_open, _refused) = (0, 0);
        _returned.Clear();
    }

    private void Settle()
    {
        long before = _head;
        for (; _head < _tail && At(_head).State == RabbitMqOutgoingState.Done; _head++)
        {
            ref RabbitMqOutgoing slot = ref At(_head);
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
