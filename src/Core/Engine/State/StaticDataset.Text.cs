namespace HotStream;

/// <summary>Makes datasets whose types are inferred, or whose text keys are given as strings.</summary>
public static class StaticDataset
{
    /// <summary>A dataset of pairs.</summary>
    /// <typeparam name="TKey">Keys.</typeparam>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <param name="pairs">Keys and values; a key may come several times. Enumerated now.</param>
    public static StaticDataset<TKey, TValue> Of<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs) => new(pairs);

    /// <summary>A dataset for streams whose keys are text: keys are given as strings and kept as UTF-8.</summary>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <param name="pairs">Keys and values; a key may come several times. Enumerated now.</param>
    public static StaticDataset<Utf8Slice, TValue> OfText<TValue>(IEnumerable<KeyValuePair<string, TValue>> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        using var arena = new Utf8Arena();
        return new(ToSlices(pairs, arena));
    }

    /// <summary><see cref="StaticDataset{TKey, TValue}.Replace"/> by pairs whose keys are strings.</summary>
    /// <typeparam name="TValue">Values.</typeparam>
    /// <param name="dataset">A dataset with text keys.</param>
    /// <param name="pairs">Keys and values. Enumerated and hashed now, on the calling thread.</param>
    /// <exception cref="ObjectDisposedException">The dataset was disposed.</exception>
    public static void ReplaceText<TValue>(this StaticDataset<Utf8Slice, TValue> dataset, IEnumerable<KeyValuePair<string, TValue>> pairs)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(pairs);
        using var arena = new Utf8Arena();
        dataset.Replace(ToSlices(pairs, arena));
    }

    // The dataset copies its keys, so the arena may go as soon as it is made.
    private static IEnumerable<KeyValuePair<Utf8Slice, TValue>> ToSlices<TValue>(
        IEnumerable<KeyValuePair<string, TValue>> pairs, Utf8Arena arena) =>
        pairs.Select(pair => KeyValuePair.Create(arena.Add(pair.Key), pair.Value));
}
