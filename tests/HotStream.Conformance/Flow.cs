namespace HotStream.Conformance;

/// <summary>A stream under construction.</summary>
/// <param name="Stream">The stream; pairs are lists of two.</param>
/// <param name="Partitions">Partitions its batches must have, or null where nothing is promised.</param>
internal readonly record struct Flow(DStream<Value> Stream, int? Partitions)
{
    /// <summary>The stream as pairs, for keyed operators.</summary>
    public DStream<KeyValuePair<Value, Value>> Pairs => Stream.Map(value => value.AsPair);

    /// <summary>A stream of pairs whose partitions nothing is known about.</summary>
    public static Flow Of(DStream<KeyValuePair<Value, Value>> pairs) => new(pairs.Map(Value.Of), null);
}
