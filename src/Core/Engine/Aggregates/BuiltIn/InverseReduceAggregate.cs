using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>Folds values with a user's function, which must be associative and commutative, and undoes it with another.</summary>
/// <typeparam name="T">Values and state.</typeparam>
/// <param name="reduce">Two values become one.</param>
/// <param name="inverse">Takes its second argument out of its first.</param>
internal readonly struct InverseReduceAggregate<T>(Func<T, T, T> reduce, Func<T, T, T> inverse) : IInvertibleAggregate<T, T>
{
    /// <inheritdoc/>
    public static bool IsRounded => typeof(T) == typeof(double) || typeof(T) == typeof(float) || typeof(T) == typeof(Half);

    /// <inheritdoc/>
    public static bool LosesPrecision(T leaving, T remaining) =>
        (typeof(T) == typeof(double) && Rounding<double>.LosesPrecision((double)(object)leaving!, (double)(object)remaining!))
        || (typeof(T) == typeof(float) && Rounding<float>.LosesPrecision((float)(object)leaving!, (float)(object)remaining!))
        || (typeof(T) == typeof(Half) && Rounding<Half>.LosesPrecision((Half)(object)leaving!, (Half)(object)remaining!));

    /// <inheritdoc/>
    public static void Widen(ref T largest, T state)
    {
        if (typeof(T) == typeof(double))
        {
            Rounding<double>.Widen(ref Unsafe.As<T, double>(ref largest), (double)(object)state!);
        }
        else if (typeof(T) == typeof(float))
        {
            Rounding<float>.Widen(ref Unsafe.As<T, float>(ref largest), (float)(object)state!);
        }
        else if (typeof(T) == typeof(Half))
        {
            Rounding<Half>.Widen(ref Unsafe.As<T, Half>(ref largest), (Half)(object)state!);
        }
    }

    /// <inheritdoc/>
    public T Create(T value) => value;

    /// <inheritdoc/>
    public void Add(ref T state, T value) => state = reduce(state, value);

    /// <inheritdoc/>
    public void Merge(ref T state, T other) => state = reduce(state, other);

    /// <inheritdoc/>
    public void Subtract(ref T state, T leaving) => state = inverse(state, leaving);
}
