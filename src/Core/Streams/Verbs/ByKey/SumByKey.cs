using System.Numerics;

namespace HotStream;

public static partial class PairDStreamExtensions
{
    /// <summary>Adds up the values of each key: <c>ReduceByKey((a, b) =&gt; a + b)</c> without the calls.</summary>
    /// <param name="stream">The pairs.</param>
    /// <param name="partitions">Partitions of the result; null for as many as the input has.</param>
    public static DStream<KeyValuePair<TKey, TValue>> SumByKey<TKey, TValue>(
        this DStream<KeyValuePair<TKey, TValue>> stream, int? partitions = null)
        where TValue : INumberBase<TValue> => stream.Wide(Operators.SumByKey<TKey, TValue>(partitions));
}

internal static partial class Operators
{
    public static WideOperator<KeyValuePair<TKey, TValue>, KeyValuePair<TKey, TValue>> SumByKey<TKey, TValue>(int? partitions)
        where TValue : INumberBase<TValue> => ByKey<TKey, TValue, TValue, SumAggregate<TValue>>("SumByKey", default, partitions);
}
