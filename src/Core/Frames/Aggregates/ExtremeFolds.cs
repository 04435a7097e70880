using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Which of two values is kept.</summary>
internal interface IChoice
{
    /// <summary>Whether a value takes the place of the one that was kept so far.</summary>
    static abstract bool Takes<T>(T value, T kept)
        where T : unmanaged;
}

/// <summary>The least value; NaN is greater than every other number.</summary>
internal readonly struct KeepsLeast : IChoice
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes<T>(T value, T kept)
        where T : unmanaged => Order.IsLess(value, kept);
}

/// <summary>The greatest value.</summary>
internal readonly struct KeepsGreatest : IChoice
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Takes<T>(T value, T kept)
        where T : unmanaged => Order.IsLess(kept, value);
}

/// <summary>The least or the greatest value.</summary>
internal readonly struct ExtremeFold<TChoice, T> : IFold<T, SumState<T>, T>
    where TChoice : struct, IChoice
    where T : unmanaged
{
    public static void Add(ref SumState<T> state, T value)
    {
        if (state.Count++ == 0 || TChoice.Takes(value, state.Sum))
        {
            state.Sum = value;
        }
    }

    public static void Merge(ref SumState<T> state, in SumState<T> other)
    {
        if (other.Count > 0)
        {
            Add(ref state, other.Sum);
        }
    }

    public static bool TryFinish(in SumState<T> state, out T result)
    {
        result = state.Sum;
        return state.Count > 0;
    }
}

/// <summary>The same without a branch, for values of eight bytes.</summary>
internal readonly struct ExtremeOfMany<TChoice, T> : IFold<T, SumState<T>, T>
    where TChoice : struct, IChoice
    where T : unmanaged
{
    public static void Add(ref SumState<T> state, T value)
    {
        bool takes = (state.Count++ == 0) | TChoice.Takes(value, state.Sum);
        long mask = -(long)Unsafe.BitCast<bool, byte>(takes);
        long kept = Unsafe.BitCast<T, long>(state.Sum);
        state.Sum = Unsafe.BitCast<long, T>(kept ^ ((Unsafe.BitCast<T, long>(value) ^ kept) & mask));
    }

    public static void Merge(ref SumState<T> state, in SumState<T> other) => ExtremeFold<TChoice, T>.Merge(ref state, in other);

    public static bool TryFinish(in SumState<T> state, out T result) => ExtremeFold<TChoice, T>.TryFinish(in state, out result);
}
