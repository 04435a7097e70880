using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace HotStream;

/// <summary>States of a fixed size by group number, one behind the other; those of new groups are zero.</summary>
internal sealed unsafe class GroupStates<TState> : IDisposable
    where TState : unmanaged
{
    private const long FetchedAhead = 512 * 1024; // states beyond the cache: those of a batch are asked for before any is changed

    private readonly GrowingArray<TState> _states = new();

    /// <summary>Groups there are.</summary>
    public int Count { get; private set; }

    private TState* Pointer => (TState*)Unsafe.AsPointer(ref _states.First);

    /// <summary>The states, room made for so many groups; valid until the next call.</summary>
    public TState* Reserve(int count)
    {
        _states.EnsureCapacity(Math.Max(1, count), Count);
        Count = Math.Max(Count, count);
        return Pointer;
    }

    /// <summary>The same, and the states of some groups are on their way into the cache.</summary>
    public TState* Reserve(int count, int* groups, int rows)
    {
        TState* states = Reserve(count);
        if ((long)count * sizeof(TState) > FetchedAhead && Sse.IsSupported)
        {
            for (int i = 0; i < rows; i++)
            {
                Sse.Prefetch0(states + groups[i]);
            }
        }

        return states;
    }

    /// <summary>The state of a group; that of no value for one that never was updated.</summary>
    public TState Of(int group) => group < Count ? Pointer[group] : default;

    public void Dispose() => _states.Dispose();
}
