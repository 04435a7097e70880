namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>All values of each key of a batch, in no particular order. Fold instead where you can: this allocates per key.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, IReadOnlyList<TValue>>> GroupByKey<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, int? partitions = null) =>
        stream.Wide(Operators.GroupByKey<TKey, TValue>(partitions))
            .Narrow(Operators.Map<KeyValuePair<TKey, List<TValue>>, KeyValuePair<TKey, IReadOnlyList<TValue>>>(pair =>
                new(pair.Key, pair.Value), "GroupByKey"));
}

internal static partial class Operators
{
    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, List<TValue>>> GroupByKey<TKey, TValue>(int? partitions) =>
        ByKey<TKey, TValue, List<TValue>, ListAggregate<TValue>>("GroupByKey", default, partitions);
}
