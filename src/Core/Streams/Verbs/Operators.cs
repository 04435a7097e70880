namespace HotStream;

/// <summary>Makes the operators that <see cref="DStream{T}"/> and <see cref="Batch{T}"/> share, each in one place.</summary>
internal static partial class Operators
{
    private static CombineOperator<TKey, TValue, TState, TState, TAggregate, Identity<TState>> ByKey<TKey, TValue, TState, TAggregate>(
        string name, TAggregate aggregate, int? partitions)
        where TAggregate : struct, IAggregate<TValue, TState> => new(name, aggregate, default, Positive(partitions));

    private static TDelegate NotNull<TDelegate>(TDelegate function)
        where TDelegate : Delegate
    {
        ArgumentNullException.ThrowIfNull(function);
        return function;
    }

    private static int? Positive(int? partitions) => partitions is < 1
        ? throw new ArgumentOutOfRangeException(nameof(partitions), partitions,
            "A keyed step needs at least one partition; leave it out for as many as its input has.")
        : partitions;
}
