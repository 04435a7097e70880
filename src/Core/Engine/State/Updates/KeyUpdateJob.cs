using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// <c>UpdateStateByKey</c> by a function of one key. The next states go into a second column by the same numbers; when all partitions are
/// through, the columns change places.
/// </summary>
internal sealed class KeyUpdateJob<TKey, TValue, TState, TFunction> : UpdateJob<TKey, TValue, TState>
    where TFunction : struct, IUpdateFunction<TKey, TValue, TState>
{
    private readonly TFunction _function;
    private readonly (GrowingArray<StateSlot<TState>> Slots, int Alive)[] _next;
    private StateBatch<TKey, TState>? _live;

    public KeyUpdateJob(TFunction function, int partitions)
        : base(partitions)
    {
        _function = function;
        _next = new (GrowingArray<StateSlot<TState>>, int)[partitions];
        for (int i = 0; i < partitions; i++)
        {
            _next[i] = (new(), 0);
        }
    }

    public override void Dispose()
    {
        Array.ForEach(_next, next => next.Slots.Dispose());
        base.Dispose();
    }

    protected override void Begin(BatchScope scope)
    {
        _live?.Freeze();
        _live = null;
        for (int i = 0; i < Tables.Length; i++)
        {
            if (Tables[i].Compact(scope))
            {
                _next[i].Slots.Dispose(); // it is by the old numbers
            }
        }
    }

    protected override void Update(int partition, BatchTime time)
    {
        StateTable<TKey, TState> table = Tables[partition];
        ValueGroups<TKey, TValue> groups = Groups[partition];
        GrowingArray<StateSlot<TState>> column = _next[partition].Slots;
        int count = table.Count;
        column.EnsureCapacity(count, 0);
        Span<StateSlot<TState>> next = count == 0 ? default : column.Span(count);
        Span<StateSlot<TState>> slots = table.Slots;
        ReadOnlySpan<TKey> keys = table.Keys;
        var values = new ValueView<TValue>();
        int alive = 0;
        for (int number = 0; number < count; number++)
        {
            ref StateSlot<TState> slot = ref slots[number];
            Optional<TState> state = default;
            if (slot.IsAlive || groups.CountOf(number) > 0)
            {
                groups.Show(number, values);
                state = _function.Invoke(time, keys[number], values, new(slot.IsAlive, slot.State));
            }

            if (slot.IsAlive != state.HasValue || (state.HasValue && IsOther(slot.State, state.Value)))
            {
                table.NoteChange(number);
            }

            next[number].State = state.HasValue ? state.Value : default!;
            next[number].Touch(time.Milliseconds, state.HasValue);
            alive += state.HasValue ? 1 : 0;
        }

        _next[partition].Alive = alive;
    }

    /// <summary>
    /// Whether a state may be another than it was. An object may be the same and have changed inside; of what holds none, the bytes say.
    /// </summary>
    private static bool IsOther(TState before, TState after)
    {
        if (RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
        {
            return typeof(TState) != typeof(string) || !EqualityComparer<TState>.Default.Equals(before, after);
        }

        return !Bytes(ref before).SequenceEqual(Bytes(ref after));

        static ReadOnlySpan<byte> Bytes(ref TState state) =>
            MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TState, byte>(ref state), Unsafe.SizeOf<TState>());
    }

    protected override Batch<KeyValuePair<TKey, TState>> Commit(BatchScope scope)
    {
        for (int i = 0; i < Tables.Length; i++)
        {
            _next[i].Slots = Tables[i].Exchange(_next[i].Slots, _next[i].Alive);
        }

        return _live = new StateBatch<TKey, TState>(scope, Tables);
    }
}
