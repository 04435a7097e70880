using System.Numerics;
using System.Runtime.CompilerServices;

namespace HotStream;

// Whole numbers wrap around, as Spark's do when spark.sql.ansi.enabled is false.
internal readonly struct AddMap<T> : IMap<T, T, T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T left, T right) => unchecked(left + right);
}

internal readonly struct SubtractMap<T> : IMap<T, T, T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T left, T right) => unchecked(left - right);
}

internal readonly struct MultiplyMap<T> : IMap<T, T, T>
    where T : unmanaged, INumber<T>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Apply(T left, T right) => unchecked(left * right);
}

internal readonly struct NegateMap<T> : IMap<T, T>
    where T : unmanaged, INumber<T>
{
    public static T Apply(T value) => unchecked(-value);
}

internal readonly struct AbsoluteMap<T> : IMap<T, T>
    where T : unmanaged, INumber<T>
{
    public static T Apply(T value) => T.IsNegative(value) ? unchecked(-value) : value;
}

internal readonly struct BitAnd : IMap<long, long, long>
{
    public static long Apply(long left, long right) => left & right;
}

internal readonly struct BitOr : IMap<long, long, long>
{
    public static long Apply(long left, long right) => left | right;
}

internal readonly struct BitXor : IMap<long, long, long>
{
    public static long Apply(long left, long right) => left ^ right;
}

/// <summary>Division and remainder; by zero there is no result.</summary>
internal static class Division
{
    public static bool Divide(double left, double right, Utf8Arena texts, out double result)
    {
        result = left / right;
        return right != 0;
    }

    public static bool DivideWhole(long left, long right, Utf8Arena texts, out long result)
    {
        result = right is 0 ? 0 : right == -1 ? unchecked(-left) : left / right;
        return right != 0;
    }

    public static bool Remainder(int left, int right, Utf8Arena texts, out int result)
    {
        result = right is 0 or -1 ? 0 : left % right;
        return right != 0;
    }

    public static bool Remainder(long left, long right, Utf8Arena texts, out long result)
    {
        result = right is 0 or -1 ? 0 : left % right;
        return right != 0;
    }

    public static bool Remainder(double left, double right, Utf8Arena texts, out double result)
    {
        result = left % right;
        return right != 0;
    }

    public static bool Modulus(long left, long right, Utf8Arena texts, out long result)
    {
        result = right is 0 or -1 ? 0 : left % right;
        result = result != 0 && (result < 0) != (right < 0) ? result + right : result;
        return right != 0;
    }

    public static bool Modulus(double left, double right, Utf8Arena texts, out double result)
    {
        result = left % right;
        result = result != 0 && (result < 0) != (right < 0) ? result + right : result;
        return right != 0;
    }
}
