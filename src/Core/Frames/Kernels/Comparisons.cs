using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream;

// Order and equality of values. Spark's floating point: NaN equals itself and is greater than every other number; -0.0 equals 0.0.
internal readonly struct Equal<T> : IComparison<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Apply(T left, T right) => Order.AreEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Apply(Vector128<T> left, Vector128<T> right) => VectorOrder.AreEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply(Vector256<T> left, Vector256<T> right) => VectorOrder.AreEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> left, Vector512<T> right) => VectorOrder.AreEqual(left, right);
}

internal readonly struct NotEqual<T> : IComparison<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Apply(T left, T right) => !Order.AreEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Apply(Vector128<T> left, Vector128<T> right) => ~VectorOrder.AreEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply(Vector256<T> left, Vector256<T> right) => ~VectorOrder.AreEqual(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> left, Vector512<T> right) => ~VectorOrder.AreEqual(left, right);
}

internal readonly struct Less<T> : IComparison<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Apply(T left, T right) => Order.IsLess(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Apply(Vector128<T> left, Vector128<T> right) => VectorOrder.IsLess(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply(Vector256<T> left, Vector256<T> right) => VectorOrder.IsLess(left, right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> left, Vector512<T> right) => VectorOrder.IsLess(left, right);
}

internal readonly struct LessOrEqual<T> : IComparison<T>
    where T : unmanaged
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Apply(T left, T right) => !Order.IsLess(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Apply(Vector128<T> left, Vector128<T> right) => ~VectorOrder.IsLess(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<T> Apply(Vector256<T> left, Vector256<T> right) => ~VectorOrder.IsLess(right, left);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<T> Apply(Vector512<T> left, Vector512<T> right) => ~VectorOrder.IsLess(right, left);
}
