namespace HotStream;

/// <summary>Tuples of three values of which one at least needs a codec.</summary>
internal sealed class TripleColumn<T1, T2, T3>(CodecSet codecs, string operatorName) : PairColumn<(T1, T2, T3), (T1, T2), T3>(
    "tuple", codecs.GrowingArray<(T1, T2)>(operatorName), codecs.GrowingArray<T3>(operatorName))
{
    protected override ((T1, T2) First, T3 Second) Split((T1, T2, T3) value) => ((value.Item1, value.Item2), value.Item3);

    protected override (T1, T2, T3) Join((T1, T2) first, T3 second) => (first.Item1, first.Item2, second);
}
