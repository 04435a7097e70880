using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// The loops of <see cref="StateMapper{TKey, TValue, TState, TMapped}"/>, specialised for the form of the user's function.
/// </summary>
internal sealed unsafe class FunctionStateMapper<TKey, TValue, TState, TMapped, TFunction>(TFunction function,
    int partition, StateTimeout timeout)
    : StateMapper<TKey, TValue, TState, TMapped>(partition, timeout)
    where TFunction : struct, IStateFunction<TKey, TValue, TState, TMapped>
{
    private readonly State<TState> _state = new();
    private readonly TKey[] _keys = new TKey[Block.Size];
    private readonly NativeBlock _numbers = new(Block.Size * sizeof(int));

    public override void Accept(ReadOnlySpan<KeyValuePair<TKey, TValue>> block)
    {
        if (block.IsEmpty)
        {
            return;
        }

        StageContext? outer = Context.Enter(block.Length);
        try
        {
            int* numbers = (int*)_numbers.Pointer;
            Table.Locate(block, _keys, numbers);
            Apply(block, numbers);
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw Context.Explain(OperatorName, cause);
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    public override void Dispose()
    {
        _numbers.Dispose();
        base.Dispose();
    }

    protected override void CallLast(TKey key, TState state)
    {
        try
        {
            _state.Load(exists: true, state, isTimingOut: true);
            if (function.Invoke(Context.Time, key, default, _state, out TMapped mapped))
            {
                Results.Add(mapped);
            }
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw Context.Explain(OperatorName, cause);
        }
    }

    private void Apply(ReadOnlySpan<KeyValuePair<TKey, TValue>> block, int* numbers)
    {
        State<TState> state = _state;
        RecordPieces<TMapped> results = Results;
        BatchTime time = Context.Time;
        long now = time.Milliseconds;
        Span<StateSlot<TState>> slots = Table.Slots;
        for (int i = 0; i < block.Length; i++)
        {
            int number = numbers[i];
            ref StateSlot<TState> slot = ref slots[number];
            bool existed = slot.IsAlive;
            state.Load(existed, slot.State);
            if (function.Invoke(time, block[i].Key, new(true, block[i].Value), state, out TMapped mapped))
            {
                results.Add(mapped);
            }

            if (state.IsUpdated)
            {
                Table.Put(number, ref slot, state.Value, now);
                if (!existed)
                {
                    Created(number);
                }
            }
            else if (state.IsRemoved)
            {
                if (existed)
                {
                    Table.Remove(number, ref slot, now);
                }
            }
            else if (existed && RecordsTouch)
            {
                Table.Touch(number, ref slot, now);
            }
        }

        if (RuntimeHelpers.IsReferenceOrContainsReferences<TState>())
        {
            state.Load(exists: false, default!);
        }
    }
}
