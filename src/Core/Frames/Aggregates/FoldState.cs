using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>States of a fixed size, one behind the other.</summary>
internal sealed unsafe class FoldState<TFold, TIn, TState, TResult> : AggregateState
    where TFold : struct, IFold<TIn, TState, TResult>
    where TIn : unmanaged
    where TState : unmanaged
    where TResult : unmanaged
{
    private const long FetchedAhead = 512 * 1024; // states beyond the cache: those of a batch are asked for before any is changed

    private readonly GrowingArray<TState> _states = new();
    private int _count;

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        TState* states = Reserve(count);
        ColumnVector input = inputs[0];
        if ((long)count * sizeof(TState) > FetchedAhead && Sse.IsSupported)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                Sse.Prefetch0(states + groups[i]);
            }
        }

        if (!input.MayBeNull && rows.Places is null)
        {
            for (int i = 0; i < rows.Count; i++)
            {
                TFold.Add(ref states[groups[i]], Cell.Read<TIn>(input, i));
            }

            return;
        }

        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.Places is null ? i : rows.Places[i];
            if (!input.IsNull(row))
            {
                TFold.Add(ref states[groups[i]], Cell.Read<TIn>(input, row));
            }
        }
    }

    public override void Merge(AggregateState other, ReadOnlySpan<int> groups, int count)
    {
        TState* states = Reserve(count);
        var from = (FoldState<TFold, TIn, TState, TResult>)other;
        TState* others = from.Reserve(groups.Length);
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] >= 0)
            {
                TFold.Merge(ref states[groups[i]], in others[i]);
            }
        }
    }

    public override void Finish(ReadOnlySpan<int> groups, ColumnVector result, Utf8Arena texts)
    {
        TState empty = default;
        for (int i = 0; i < groups.Length; i++)
        {
            ref TState state = ref (groups[i] < _count ? ref Pointer[groups[i]] : ref empty);
            if (TFold.TryFinish(in state, out TResult value))
            {
                Cell.Write(result, i, value);
            }
            else
            {
                result.SetNull(i);
            }
        }
    }

    public override void Dispose() => _states.Dispose();

    private TState* Pointer => (TState*)Unsafe.AsPointer(ref _states.First);

    private TState* Reserve(int count)
    {
        _states.EnsureCapacity(Math.Max(1, count), _count);
        _count = Math.Max(_count, count);
        return Pointer;
    }
}
