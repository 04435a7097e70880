#pragma warning disable CS8500 // pairs are addressed only when they are unmanaged, which the compiler cannot see
using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>
/// The keyed state of one partition, kept from batch to batch: keys are numbered by a <see cref="KeyIndex{TKey}"/>, states are a column by
/// these numbers. A batch that changes states logs each slot before its first change, so that it can be undone at the cost of the keys it
/// touched. A key without a state leaves a dead number behind; when the dead are the majority, the living move to a
/// new table. One owner at a time.
/// </summary>
internal sealed unsafe partial class StateTable<TKey, TState> : IDisposable
{
    /// <summary>Fewer dead numbers than these are not worth moving the others for.</summary>
    public const int LeastDead = 1024;

    private readonly RecordPieces<(int Number, StateSlot<TState> Before)> _log = new();
    private KeyIndex<TKey> _index = KeyIndex<TKey>.Create();
    private GrowingArray<StateSlot<TState>> _slots = new();
    private int _aliveBefore;

    /// <summary>Numbers given, dead ones included.</summary>
    public int Count => _index.Count;

    /// <summary>Keys that have a state.</summary>
    public int Alive { get; private set; }

    /// <summary>The keys by number; valid until the table changes.</summary>
    public ReadOnlySpan<TKey> Keys => _index.Keys;

    /// <summary>The slots by number; valid until a key is added.</summary>
    public Span<StateSlot<TState>> Slots => Count == 0 ? default : _slots.Span(Count);

    /// <summary>
    /// The numbers of the keys of a block of at most <see cref="Block.Size"/> pairs; unknown keys get a number and an empty slot.
    /// </summary>
    /// <param name="block">The pairs.</param>
    /// <param name="scratch">Room for as many keys.</param>
    /// <param name="numbers">Room for as many numbers.</param>
    public void Locate<TValue>(ReadOnlySpan<KeyValuePair<TKey, TValue>> block, Span<TKey> scratch, int* numbers)
    {
        int known = Count;
        _slots.EnsureCapacity(known + block.Length, known); // first: a key that cannot be read throws halfway, after others were added
        if (_index.TakesStrides && !RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TValue>>())
        {
            fixed (KeyValuePair<TKey, TValue>* pairs = block)
            {
                _index.FindOrAdd(pairs, sizeof(KeyValuePair<TKey, TValue>), block.Length, numbers); // the key is the first field
            }
        }
        else
        {
            for (int i = 0; i < block.Length; i++)
            {
                scratch[i] = block[i].Key;
            }

            _index.FindOrAdd(scratch[..block.Length], numbers);
            if (RuntimeHelpers.IsReferenceOrContainsReferences<TKey>())
            {
                scratch[..block.Length].Clear();
            }
        }

        Fetch(numbers, block.Length);
    }

    /// <summary>Gives a key its first state, outside of any batch; a key given twice has the later one.</summary>
    public void Load(TKey key, TState state, long time)
    {
        int number;
        int known = Count;
        _slots.EnsureCapacity(known + 1, known);
        _index.FindOrAdd(new ReadOnlySpan<TKey>(in key), &number);
        ref StateSlot<TState> slot = ref Slots[number];
        Alive += slot.IsAlive ? 0 : 1;
        slot.State = state;
        slot.Touch(time, isAlive: true);
    }

    /// <summary>The state of a key, if it has one.</summary>
    public Optional<TState> Find(TKey key)
    {
        int number = _index.Find(key);
        return number >= 0 && Slots[number].IsAlive ? new(true, Slots[number].State) : default;
    }

    /// <summary>Starts a batch that <see cref="Commit"/> or <see cref="Undo"/> ends.</summary>
    public void Begin() => _aliveBefore = Alive;

    public void Put(int number, ref StateSlot<TState> slot, TState state, long time)
    {
        Log(number, ref slot, time);
        Alive += slot.IsAlive ? 0 : 1;
        slot.State = state;
        slot.Touch(time, isAlive: true);
    }

    public void Remove(int number, ref StateSlot<TState> slot, long time)
    {
        Log(number, ref slot, time);
        Alive -= slot.IsAlive ? 1 : 0;
        slot.State = default!;
        slot.Touch(time, isAlive: false);
    }

    /// <summary>Notes that a key with a state had a record.</summary>
    public void Touch(int number, ref StateSlot<TState> slot, long time)
    {
        Log(number, ref slot, time);
        slot.Touch(time, isAlive: true);
    }

    /// <summary>The batch succeeded.</summary>
    public void Commit() => _log.Clear();

    /// <summary>The batch failed: every slot is as it was before. Keys that are new keep their number and have no state.</summary>
    public void Undo()
    {
        foreach (ReadOnlySpan<(int Number, StateSlot<TState> Before)> piece in _log)
        {
            foreach (ref readonly (int Number, StateSlot<TState> Before) entry in piece)
            {
                Slots[entry.Number] = entry.Before;
            }
        }

        _log.Clear();
        Alive = _aliveBefore;
    }

    /// <summary>
    /// Takes other slots, as many as there are numbers, in exchange for those of the batch before.
    /// </summary>
    public GrowingArray<StateSlot<TState>> Exchange(GrowingArray<StateSlot<TState>> slots, int alive)
    {
        GrowingArray<StateSlot<TState>> before = _slots;
        _slots = slots;
        Alive = alive;
        return before;
    }

    /// <summary>
    /// Moves the living to a new table when the dead are the majority. Numbers change. Keys of batches not released yet stay readable.
    /// </summary>
    /// <returns>Whether numbers have changed.</returns>
    public bool Compact(BatchScope scope)
    {
        int count = Count;
        int dead = count - Alive;
        if (dead < LeastDead || dead <= count / 2 || _isCaptured)
        {
            return false;
        }

        byte[] alive = ArrayPool<byte>.Shared.Rent(count);
        int[] moved = ArrayPool<int>.Shared.Rent(count);
        Span<StateSlot<TState>> slots = Slots;
        for (int i = 0; i < count; i++)
        {
            alive[i] = slots[i].IsAlive ? (byte)1 : (byte)0;
        }

        var index = KeyIndex<TKey>.Create();
        var kept = new GrowingArray<StateSlot<TState>>();
        index.AddAlive(_index, alive.AsSpan(0, count), moved.AsSpan(0, count));
        kept.EnsureCapacity(Math.Max(1, index.Count), 0);
        Span<StateSlot<TState>> target = kept.Span(index.Count);
        for (int i = 0; i < count; i++)
        {
            if (moved[i] >= 0)
            {
                target[moved[i]] = slots[i];
            }
        }

        ArrayPool<byte>.Shared.Return(alive);
        ArrayPool<int>.Shared.Return(moved);
        scope.OnRelease(_index.Dispose); // scopes end in the order of their times, so nobody reads a key of the old index then
        _slots.Dispose();
        _index = index;
        _slots = kept;
        _changed?.Clear();
        _forgotDead = true;
        return true;
    }

    /// <summary>Pushes all keys that have a state, in blocks.</summary>
    public void Emit(Stage<KeyValuePair<TKey, TState>> next)
    {
        KeyValuePair<TKey, TState>[] block = ArrayPool<KeyValuePair<TKey, TState>>.Shared.Rent(Block.Size);
        ReadOnlySpan<TKey> keys = Keys;
        Span<StateSlot<TState>> slots = Slots;
        int count = 0;
        for (int i = 0; i < slots.Length && !next.IsFull; i++)
        {
            if (slots[i].IsAlive)
            {
                block[count++] = KeyValuePair.Create(keys[i], slots[i].State);
                if (count == Block.Size)
                {
                    next.Accept(block.AsSpan(0, count));
                    count = 0;
                }
            }
        }

        if (count > 0)
        {
            next.Accept(block.AsSpan(0, count));
        }

        ArrayPool<KeyValuePair<TKey, TState>>.Shared.Return(block,
            RuntimeHelpers.IsReferenceOrContainsReferences<KeyValuePair<TKey, TState>>());
    }

    public void Dispose()
    {
        _index.Dispose();
        _slots.Dispose();
        _log.Release();
    }

    private void Log(int number, ref StateSlot<TState> slot, long time)
    {
        if (slot.Touched != time)
        {
            _log.Add((number, slot));
            _changed?.Add(number);
        }
    }

    /// <summary>
    /// The slots are more than the cache holds: ask for those of the block before any is looked at. An address that the collector moves
    /// meanwhile is a lost hint.
    /// </summary>
    private void Fetch(int* numbers, int count)
    {
        if (Count * (long)Unsafe.SizeOf<StateSlot<TState>>() <= KeyIndex<TKey>.CacheBytes || !Sse.IsSupported)
        {
            return;
        }

        byte* first = (byte*)Unsafe.AsPointer(ref _slots.First);
        for (int i = 0; i < count; i++)
        {
            Sse.Prefetch0(first + ((long)numbers[i] * Unsafe.SizeOf<StateSlot<TState>>()));
        }
    }
}
