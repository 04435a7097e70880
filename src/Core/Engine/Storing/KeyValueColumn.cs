namespace HotStream;

/// <summary>Pairs of values of which one at least needs a codec.</summary>
internal sealed class KeyValueColumn<TKey, TValue>(CodecSet codecs, string operatorName)
    : PairColumn<KeyValuePair<TKey, TValue>, TKey, TValue>(
    "pair", codecs.GrowingArray<TKey>(operatorName), codecs.GrowingArray<TValue>(operatorName))
{
    protected override (TKey First, TValue Second) Split(KeyValuePair<TKey, TValue> value) => (value.Key, value.Value);

    protected override KeyValuePair<TKey, TValue> Join(TKey first, TValue second) => new(first, second);
}
