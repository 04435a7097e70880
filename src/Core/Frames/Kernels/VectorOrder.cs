using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

/// <summary>
/// <see cref="Order"/> by vectors. A comparison with a NaN is false to the processor; here NaN equals itself and is greater than all
/// others, so
/// that a number is less than another when it compares so, or when only the other is NaN.
/// </summary>
internal static class VectorOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AreEqual<T>(Vector128<T> left, Vector128<T> right)
    {
        Vector128<T> equal = Vector128.Equals(left, right);
        return typeof(T) == typeof(double) ? equal | ~(Vector128.Equals(left, left) | Vector128.Equals(right, right)) : equal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IsLess<T>(Vector128<T> left, Vector128<T> right)
    {
        Vector128<T> less = Vector128.LessThan(left, right);
        return typeof(T) == typeof(double) ? less | Vector128.AndNot(Vector128.Equals(left, left), Vector128.Equals(right, right)) : less;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> AreEqual<T>(Vector256<T> left, Vector256<T> right)
    {
        Vector256<T> equal = Vector256.Equals(left, right);
        return typeof(T) == typeof(double) ? equal | ~(Vector256.Equals(left, left) | Vector256.Equals(right, right)) : equal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> IsLess<T>(Vector256<T> left, Vector256<T> right)
    {
        Vector256<T> less = Vector256.LessThan(left, right);
        return typeof(T) == typeof(double) ? less | Vector256.AndNot(Vector256.Equals(left, left), Vector256.Equals(right, right)) : less;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> AreEqual<T>(Vector512<T> left, Vector512<T> right)
    {
        Vector512<T> equal = Vector512.Equals(left, right);
        return typeof(T) == typeof(double) ? equal | ~(Vector512.Equals(left, left) | Vector512.Equals(right, right)) : equal;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> IsLess<T>(Vector512<T> left, Vector512<T> right)
    {
        Vector512<T> less = Vector512.LessThan(left, right);
        return typeof(T) == typeof(double) ? less | Vector512.AndNot(Vector512.Equals(left, left), Vector512.Equals(right, right)) : less;
    }
}
