namespace HotStream.Tests.Rings;

/// <summary>What is wrong with a <see cref="BrokenRing"/>.</summary>
internal enum RingDefect
{
    /// <summary>Nothing: the control of the control.</summary>
    None,

    /// <summary>The count is published before the slots are written, so that the consumer sees old contents.</summary>
    CountBeforeSlots,

    /// <summary>Slots are freed before they are copied out, so that the producer overwrites what is being read.</summary>
    FreedBeforeCopied,

    /// <summary>The consumer's count is read once and never again: a full ring stays full for ever.</summary>
    NeverLooksAgain,

    /// <summary>Room is taken for one more slot than there is.</summary>
    OneTooMany,
}

/// <summary>
/// The ring of the engine with one defect in it. The stress test must catch every defect; if it does not, its silence about the real ring
/// proves nothing. Inside the window that a defect opens the broken ring lingers now and then, so that one core is enough to see it.
/// </summary>
internal sealed class BrokenRing(int capacity, RingDefect defect) : IHandOver
{
    private readonly Parcel[] _slots = new Parcel[capacity];
    private long _published;
    private long _consumed;
    private long _consumedSeen;
    private int _windows;

    public int TryPublish(ReadOnlySpan<Parcel> parcels)
    {
        long published = _published;
        if (defect != RingDefect.NeverLooksAgain)
        {
            _consumedSeen = Volatile.Read(ref _consumed);
        }

        int room = _slots.Length - (int)(published - _consumedSeen) + (defect == RingDefect.OneTooMany ? 1 : 0);
        int count = Math.Min(Math.Max(room, 0), parcels.Length);
        if (defect == RingDefect.CountBeforeSlots)
        {
            Volatile.Write(ref _published, published + count);
            Linger();
        }

        for (int i = 0; i < count; i++)
        {
            _slots[(published + i) & (_slots.Length - 1)] = parcels[i];
        }

        Volatile.Write(ref _published, published + count);
        return count;
    }

    public int Take(Span<Parcel> destination)
    {
        long consumed = _consumed;
        int count = (int)Math.Min(Volatile.Read(ref _published) - consumed, destination.Length);
        if (defect == RingDefect.FreedBeforeCopied)
        {
            Volatile.Write(ref _consumed, consumed + count);
            Linger();
        }

        for (int i = 0; i < count; i++)
        {
            destination[i] = _slots[(consumed + i) & (_slots.Length - 1)];
        }

        Volatile.Write(ref _consumed, consumed + count);
        return count;
    }

    private void Linger()
    {
        if (++_windows % 256 == 0)
        {
            Thread.Yield();
        }
    }
}
