namespace HotStream;

/// <summary>What becomes of a pair that meets a dataset, as a struct.</summary>
internal interface IDatasetMeeting<TKey, TLeft, TRight, TOut>
{
    /// <summary>Gives the results of a pair, in as many parts as there is room for.</summary>
    /// <param name="pair">The pair.</param>
    /// <param name="values">The dataset's values of its key; empty when the dataset does not have the key.</param>
    /// <param name="done">How many results of this pair were given before.</param>
    /// <param name="room">Where to put the next ones; never empty.</param>
    /// <returns>How many were put: fewer than there is room for when there are no more.</returns>
    static abstract int Meet(in KeyValuePair<TKey, TLeft> pair, ReadOnlySpan<TRight> values, int done, Span<TOut> room);
}
