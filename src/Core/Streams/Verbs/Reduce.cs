namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>All records of a batch folded into one; an empty batch gives none.</summary>
    /// <param name="function">Associative and commutative.</param>
    public DStream<T> Reduce(Func<T, T, T> function) => Wide(Operators.Reduce(function));
}

internal static partial class Operators
{
    public static WideOperator<T, T> Reduce<T>(Func<T, T, T> reduce) =>
        new FoldOperator<T, T, T, ReduceAggregate<T>, Identity<T>>("Reduce", new(NotNull(reduce)), default, whenEmpty: []);
}
