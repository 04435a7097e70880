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

    /// <summary>Where a value holds slices.</summary>
    public static SliceHolding SliceHolding { get; } = SliceHoldings.Of(typeof(T));

    /// <summary>
    /// Whether a value may still point into a batch's slabs when the batch is gone. Only types whose fields cannot say no.
    /// </summary>
    public static bool MayHoldSlices { get; } = SliceHolding != SliceHolding.None;

    /// <summary>
    /// Whether a table's own copy of a key outlives the batch it came in: it holds no slice, or all of them were copied with it
    /// (<see cref="SliceFields{T}"/>).
    /// </summary>
    public static bool IsOwnedByTables { get; } = SliceHolding is SliceHolding.None or SliceHolding.InPlace;

    /// <summary>
    /// Whether values that compare equal are the same, so that it does not matter which of them came first for a least or greatest one.
    /// </summary>
    public static bool IsOrderedExactly =>
        typeof(T).IsPrimitive || typeof(T).IsEnum || typeof(T) == typeof(Utf8Slice) || typeof(T) == typeof(TimeSpan)
        || typeof(T) == typeof(DateTime) || typeof(T) == typeof(Guid);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ToWord(T value) => Unsafe.SizeOf<T>() switch
    {
        1 => Unsafe.As<T, byte>(ref value),
        2 => Unsafe.As<T, ushort>(ref value),
        4 => Unsafe.As<T, uint>(ref value),
        _ => Unsafe.As<T, ulong>(ref value),
    };
}
