namespace HotStream;

/// <summary>Tuples of two values of which one at least needs a codec.</summary>
internal sealed class TupleColumn<T1, T2>(CodecSet codecs, string operatorName)
    : PairColumn<(T1, T2), T1, T2>("tuple", codecs.GrowingArray<T1>(operatorName), codecs.GrowingArray<T2>(operatorName))
{
    protected override (T1 First, T2 Second) Split((T1, T2) value) => value;

    protected override (T1, T2) Join(T1 first, T2 second) => (first, second);
}
