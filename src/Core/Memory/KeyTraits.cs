using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>What the engine may assume about a key or value type; every answer is a constant to the JIT.</summary>
internal static class KeyTraits<T>
{
    /// <summary>Up to 8 bytes, and equal exactly when the bits are: compared and hashed as one 64-bit word.</summary>
    public static bool IsWord
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => typeof(T) == typeof(long) || typeof(T) == typeof(int) || typeof(T) == typeof(ulong) || typeof(T) == typeof(uint)
            || typeof(T) == typeof(short) || typeof(T) == typeof(ushort) || typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte)
            || typeof(T) == typeof(char) || typeof(T) == typeof(bool) || typeof(T) == typeof(TimeSpan) || typeof(T).IsEnum;
    }

    /// <summary>
    /// Whether a value may still point into a batch's slabs when the batch is gone. Only types known to be free of slices say no.
    /// </summary>
    public static bool MayHoldSlices { get; } = Examine(typeof(T));

    /// <summary>Whether values that compare equal are the same, so that a least or greatest one cannot tell which of them came first.</summary>
    public static bool IsOrderedExactly => typeof(T).IsPrimitive || typeof(T).IsEnum || typeof(T) == typeof(Utf8Slice) || typeof(T) == typeof(TimeSpan)
        || typeof(T) == typeof(DateTime) || typeof(T) == typeof(Guid);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToWord(T value) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.As<T, byte>(ref value),
        2 => Unsafe.As<T, ushort>(ref value),
        4 => Unsafe.As<T, uint>(ref value),
        _ => Unsafe.As<T, ulong>(ref value),
    };

    private static bool Examine(Type type)
    {
        if (type.IsPrimitive || type.IsEnum || type == typeof(string) || type == typeof(decimal) || type == typeof(Guid)
            || type == typeof(TimeSpan) || type == typeof(DateTime) || type == typeof(DateTimeOffset)
            || type.IsAssignableTo(typeof(ISliceFree)))
        {
            return false;
        }

        // Pairs, tuples and our own marked types hold what their parts hold.
        return !type.IsGenericType || !type.IsValueType || !HoldsItsArguments(type) || type.GetGenericArguments().Any(Examine);
    }

    private static bool HoldsItsArguments(Type type) =>
        type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>) || type.IsAssignableTo(typeof(ITuple)) || type.IsAssignableTo(typeof(IHoldsItsArguments));
}
