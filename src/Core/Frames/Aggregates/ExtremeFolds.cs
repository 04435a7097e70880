using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>The least value; NaN is greater than every other number.</summary>
internal readonly struct LeastFold<T> : IFold<T, SumState<T>, T>
    where T : unmanaged
{
    public static void Add(ref SumState<T> state, T value)
    {
        if (state.Count++ == 0 || Order.IsLess(value, state.Sum))
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

internal readonly struct GreatestFold<T> : IFold<T, SumState<T>, T>
    where T : unmanaged
{
    public static void Add(ref SumState<T> state, T value)
    {
        if (state.Count++ == 0 || Order.IsLess(state.Sum, value))
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

/// <summary>The least value, without a branch.</summary>
internal readonly struct LeastOfMany<T> : IFold<T, SumState<T>, T>
    where T : unmanaged
{
    public static void Add(ref SumState<T> state, T value)
    {
        bool isNext = (state.Count++ == 0) | Order.IsLess(value, state.Sum);
        state.Sum = Branchless.Choose(isNext, value, state.Sum);
    }

    public static void Merge(ref SumState<T> state, in SumState<T> other) => LeastFold<T>.Merge(ref state, in other);

    public static bool TryFinish(in SumState<T> state, out T result) => LeastFold<T>.TryFinish(in state, out result);
}

/// <summary>The greatest value, without a branch.</summary>
internal readonly struct GreatestOfMany<T> : IFold<T, SumState<T>, T>
    where T : unmanaged
{
    public static void Add(ref SumState<T> state, T value)
    {
        bool isNext = (state.Count++ == 0) | Order.IsLess(state.Sum, value);
        state.Sum = Branchless.Choose(isNext, value, state.Sum);
    }

    public static void Merge(ref SumState<T> state, in SumState<T> other) => GreatestFold<T>.Merge(ref state, in other);

    public static bool TryFinish(in SumState<T> state, out T result) => GreatestFold<T>.TryFinish(in state, out result);
}

internal static class Branchless
{
    /// <summary>One of two values; of eight bytes without a branch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Choose<T>(bool isFirst, T first, T second)
        where T : unmanaged
    {
        if (Unsafe.SizeOf<T>() != sizeof(long))
        {
            return isFirst ? first : second;
        }

        long mask = -(long)Unsafe.BitCast<bool, byte>(isFirst);
        long a = Unsafe.BitCast<T, long>(first);
        long b = Unsafe.BitCast<T, long>(second);
        return Unsafe.BitCast<long, T>(b ^ ((a ^ b) & mask));
    }
}
