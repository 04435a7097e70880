namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>How many values each key has.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, long>> CountByKey<TKey, TValue>(this DStream<KeyValuePair<TKey, TValue>> stream,
        int? partitions = null) =>
        stream.Wide(Operators.AggregateByKey<TKey, TValue, long, CountAggregate<TValue>>(default, partitions));
}
