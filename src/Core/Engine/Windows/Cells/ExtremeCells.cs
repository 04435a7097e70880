using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// Cells of the least or the greatest number, for the types that <see cref="IsFor"/> names: neutral is the number that loses against every
/// other, so that columns are compared whole, by vectors. Not a number is less than every number, as <see cref="IComparable{T}"/> has it.
/// </summary>
internal readonly struct ExtremeCells<T, TOrder> : ICells<T, T>
    where TOrder : struct, IExtremeOrder
{
    public static bool IsFor => typeof(T) == typeof(long) || typeof(T) == typeof(int) || typeof(T) == typeof(double)
        || typeof(T) == typeof(float);

    public T Neutral
    {
        get
        {
            if (typeof(T) == typeof(long))
            {
                return (T)(object)(TOrder.IsMax ? long.MinValue : long.MaxValue);
            }

            if (typeof(T) == typeof(int))
            {
                return (T)(object)(TOrder.IsMax ? int.MinValue : int.MaxValue);
            }

            return typeof(T) == typeof(double)
                ? (T)(object)(TOrder.IsMax ? double.NaN : double.PositiveInfinity)
                : (T)(object)(TOrder.IsMax ? float.NaN : float.PositiveInfinity);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNeutral(T cell) => EqualityComparer<T>.Default.Equals(cell, Neutral);

    public T Of(T state) => state;

    public T StateOf(T cell) => cell;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Merge(ref T earlier, T later) =>
        Merge(new ReadOnlySpan<T>(in earlier), new ReadOnlySpan<T>(in later), new Span<T>(ref earlier));

    public void Merge(ReadOnlySpan<T> earlier, ReadOnlySpan<T> later, Span<T> into)
    {
        if (typeof(T) == typeof(long))
        {
            Merge(As<long>(earlier), As<long>(later), As<long>(into));
        }
        else if (typeof(T) == typeof(int))
        {
            Merge(As<int>(earlier), As<int>(later), As<int>(into));
        }
        else if (typeof(T) == typeof(double))
        {
            Merge(As<double>(earlier), As<double>(later), As<double>(into));
        }
        else
        {
            Merge(As<float>(earlier), As<float>(later), As<float>(into));
        }
    }

    private static void Merge<TNumber>(ReadOnlySpan<TNumber> earlier, ReadOnlySpan<TNumber> later, Span<TNumber> into)
        where TNumber : INumber<TNumber>
    {
        if (into.Length == 1)
        {
            into[0] = TOrder.IsMax ? TNumber.MaxNumber(earlier[0], later[0]) : TNumber.Min(earlier[0], later[0]);
        }
        else if (TOrder.IsMax)
        {
            TensorPrimitives.MaxNumber(earlier, later, into);
        }
        else
        {
            TensorPrimitives.Min(earlier, later, into);
        }
    }

    private static ReadOnlySpan<TNumber> As<TNumber>(ReadOnlySpan<T> cells) =>
        MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, TNumber>(ref MemoryMarshal.GetReference(cells)), cells.Length);

    private static Span<TNumber> As<TNumber>(Span<T> cells) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<T, TNumber>(ref MemoryMarshal.GetReference(cells)), cells.Length);
}
