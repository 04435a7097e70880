using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream.Bench;

/// <summary>Count, sum, min and max as two 16-byte vectors, so that a value is added by one add and one max. 32 bytes.</summary>
internal struct PackedState
{
    private Vector128<long> _countSum;
    private Vector128<long> _maxNotMin;

    public static PackedState Empty => new() { _maxNotMin = Vector128.Create(long.MinValue) };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Add(long value)
    {
        _countSum += Vector128.Create(1, value);
        _maxNotMin = Vector128.Max(_maxNotMin, Vector128.Create(value, ~value));
    }

    public readonly KeyState Unpack() => new()
    {
        Count = _countSum[0],
        Sum = _countSum[1],
        Max = _maxNotMin[0],
        Min = ~_maxNotMin[1],
    };
}
