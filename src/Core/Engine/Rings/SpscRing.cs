using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Hand-over from exactly one producer thread to exactly one consumer thread through a fixed circular array; lock-free, and wait-free but
/// for the waiting the caller asks for. Slot i lives at <c>i &amp; mask</c>. The producer alone writes <c>_published</c>, the consumer
/// alone <c>_consumed</c>; <c>_consumed &lt;= _published &lt;= _consumed + capacity</c> always holds. The producer writes slots, then
/// publishes all with one release store, which the consumer's acquire load makes visible; the consumer copies slots out (and clears
/// references), then frees all with one release store, after whose acquire load the producer may overwrite. Each side keeps the other's
/// count as it saw it last and reloads it only when that says "full" or "empty": in steady state a batch costs one shared store and,
/// rarely, one shared load. <see cref="Published"/> may be read from any thread.
/// </summary>
internal sealed class SpscRing<T, TWait> : IDisposable
    where TWait : struct, IWaitPolicy
{
    private readonly T[] _slots;
    private readonly int _mask;
    private readonly Parker? _notFull = TWait.Parks ? new Parker() : null;
    private RingSequence _published;
    private RingSequence _consumed;

    /// <summary>Creates a ring of at least <paramref name="capacity"/> slots (rounded up to a power of two).</summary>
    public SpscRing(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 2);
        _slots = new T[BitOperations.RoundUpToPowerOf2((uint)capacity)];
        _mask = _slots.Length - 1;
    }

    /// <summary>Slots.</summary>
    public int Capacity => _slots.Length;

    /// <summary>Items published since the ring was made.</summary>
    public long Published => Volatile.Read(ref _published.Value);

    /// <summary>Items consumed since the ring was made.</summary>
    public long Consumed => Volatile.Read(ref _consumed.Value);

    /// <summary>Producer: publishes as many of the items as fit, in one step; returns how many.</summary>
    public int TryPublish(ReadOnlySpan<T> items)
    {
        long published = _published.Value;
        int room = Capacity - (int)(published - _published.CachedOther);
        if (room < items.Length)
        {
            _published.CachedOther = Consumed;
            room = Capacity - (int)(published - _published.CachedOther);
        }

        int count = Math.Min(room, items.Length);
        int start = (int)published & _mask;
        int first = Math.Min(count, Capacity - start);
        items[..first].CopyTo(_slots.AsSpan(start));
        items[first..count].CopyTo(_slots);
        Volatile.Write(ref _published.Value, published + count);
        return count;
    }

    /// <summary>Producer: publishes all items, waiting by the ring's policy while it is full.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; items not yet published are not.</exception>
    public void Publish(ReadOnlySpan<T> items, CancellationToken stop)
    {
        int attempt = 0;
        while (true)
        {
            int count = TryPublish(items);
            items = items[count..];
            if (items.IsEmpty)
            {
                return;
            }

            stop.ThrowIfCancellationRequested();
            attempt = count > 0 ? 0 : attempt + 1;
            WaitForRoom(attempt);
        }
    }

    /// <summary>Consumer: moves up to <c>destination.Length</c> items out, in order; returns how many.</summary>
    public int Take(Span<T> destination)
    {
        long consumed = _consumed.Value;
        int ready = (int)(_consumed.CachedOther - consumed);
        if (ready < destination.Length)
        {
            _consumed.CachedOther = Published;
            ready = (int)(_consumed.CachedOther - consumed);
        }

        int count = Math.Min(ready, destination.Length);
        if (count == 0)
        {
            return 0;
        }

        int start = (int)consumed & _mask;
        int first = Math.Min(count, Capacity - start);
        Move(_slots.AsSpan(start, first), destination);
        Move(_slots.AsSpan(0, count - first), destination[first..]);
        Volatile.Write(ref _consumed.Value, consumed + count);
        if (TWait.Parks)
        {
            _notFull!.Wake();
        }

        return count;
    }

    public void Dispose() => _notFull?.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Move(Span<T> source, Span<T> destination)
    {
        source.CopyTo(destination);
        if (RuntimeHelpers.IsReferenceOrContainsReferences<T>())
        {
            source.Clear();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void WaitForRoom(int attempt)
    {
        if (!TWait.Parks || attempt < TWait.AttemptsBeforePark)
        {
            TWait.Pause(attempt);
            return;
        }

        _notFull!.Announce();
        if (Published - Consumed < Capacity)
        {
            _notFull.Withdraw();
        }
        else
        {
            _notFull.Park(timeoutMilliseconds: 50);
        }
    }
}
