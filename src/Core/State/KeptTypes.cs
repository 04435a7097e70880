namespace HotStream;

/// <summary>Refuses types that cannot be kept beyond their batch.</summary>
internal static class KeptTypes
{
    /// <summary>
    /// Text keys are copied by the tables, text inside of anything else is not: found where it shows in the type itself, its parts and type
    /// arguments. A user's own type that hides a slice is not found; reading that slice in a later batch throws.
    /// </summary>
    public static void ThrowIfTheyHoldSlices<TKey, TState>(string operatorName)
    {
        ThrowIfKeysHoldSlices<TKey>(operatorName);
        if (HoldsSlices(typeof(TState)))
        {
            throw new ArgumentException(
                $"{operatorName} cannot keep states of type {typeof(TState)}, which hold a Utf8Slice: it ends with its batch. Keep a string (ToString) or a byte array (ToArray).");
        }
    }

    /// <inheritdoc cref="ThrowIfTheyHoldSlices{TKey, TState}"/>
    public static void ThrowIfKeysHoldSlices<TKey>(string operatorName)
    {
        if (typeof(TKey) != typeof(Utf8Slice) && HoldsSlices(typeof(TKey)))
        {
            throw new ArgumentException(
                $"{operatorName} cannot keep keys of type {typeof(TKey)}, which hold a Utf8Slice: it ends with its batch. Use Utf8Slice alone as the key, which is copied, or strings.");
        }
    }

    private static bool HoldsSlices(Type type) =>
        type == typeof(Utf8Slice)
        || (type.HasElementType && HoldsSlices(type.GetElementType()!))
        || (type.IsGenericType && Array.Exists(type.GetGenericArguments(), HoldsSlices));
}
