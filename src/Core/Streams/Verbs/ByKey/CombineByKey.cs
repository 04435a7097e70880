namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Folds the values of each key with three functions.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="create">The first value becomes a state.</param>
    /// <param name="add">A state takes a further value.</param>
    /// <param name="merge">Two states become one.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TState>> CombineByKey<TKey, TValue, TState>(
        this DStream<KeyValuePair<TKey, TValue>> stream,
        Func<TValue, TState> create,
        Func<TState, TValue, TState> add,
        Func<TState, TState, TState> merge,
        int? partitions = null) => stream.Wide(Operators.CombineByKey<TKey, TValue, TState>(create, add, merge, partitions));
}

internal static partial class Operators
{
    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TState>> CombineByKey<TKey, TValue, TState>(
        Func<TValue, TState> create, Func<TState, TValue, TState> add, Func<TState, TState, TState> merge, int? partitions) =>
        ByKey<TKey, TValue, TState, CombineAggregate<TValue, TState>>("CombineByKey",
            new(NotNull(create), NotNull(add), NotNull(merge)), partitions);
}
