using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>The states of one aggregate by group number, at their place in <see cref="StateRows"/>; valid until those grow.</summary>
internal readonly unsafe struct StateColumn<TState>(byte* first, int stride)
    where TState : unmanaged
{
    private readonly byte* _first = first;
    private readonly nint _stride = stride;

    /// <summary>The state of a group.</summary>
    public ref TState this[int group]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => ref *(TState*)(_first + (group * _stride));
    }
}
