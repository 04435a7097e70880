namespace HotStream;

/// <summary>Refuses types that cannot be kept beyond their batch.</summary>
internal static class KeptTypes
{
    /// <summary>
    /// Text in the fields of a key, or of structs and tuples in it, is copied by the tables; a state is kept as it is. Text behind a
    /// reference (an array, a list, a class) ends with its batch wherever it is. A type whose fields do not show it (an interface, a class
    /// that can be derived from) is taken; a slice it brings along throws when it is read in a later batch.
    /// </summary>
    public static void ThrowIfTheyHoldSlices<TKey, TState>(string operatorName)
    {
        ThrowIfKeysHoldSlices<TKey>(operatorName);
        if (KeyTraits<TState>.SliceHolding is SliceHolding.InPlace or SliceHolding.Referenced)
        {
            throw new ArgumentException(
                $"{operatorName} cannot keep states of type {typeof(TState)}, which hold a Utf8Slice: it ends with its batch. Keep a "
                + "string (ToString) or a byte array (ToArray).");
        }
    }

    /// <inheritdoc cref="ThrowIfTheyHoldSlices{TKey, TState}"/>
    public static void ThrowIfKeysHoldSlices<TKey>(string operatorName)
    {
        if (KeyTraits<TKey>.SliceHolding == SliceHolding.Referenced)
        {
            throw new ArgumentException(
                $"{operatorName} cannot keep keys of type {typeof(TKey)}, which refer to a Utf8Slice: it ends with its batch. Use "
                + "Utf8Slice in a struct or tuple as the key, which is copied, or strings.");
        }
    }
}
