namespace HotStream;

/// <summary>
/// About how many different values there are, in at most 4 KB however many: the standard error is 1.6 %, and up to a thousand values the
/// count is almost always exact. The sketch is HyperLogLog (Flajolet, Fusy, Gandouet, Meunier 2007) with 4096 registers; see
/// <see cref="DistinctCountState"/>. Values are distinguished by a stable 64-bit hash, for numbers, dates, <see cref="Guid"/>,
/// <see cref="string"/> and <see cref="Utf8Slice"/>; other types by <see cref="object.GetHashCode"/>, whose 32 bits count too few
/// beyond some hundred million values.
/// </summary>
/// <typeparam name="T">Values.</typeparam>
internal readonly struct DistinctCountAggregate<T> : IAggregate<T, DistinctCountState>
{
    /// <inheritdoc/>
    public bool Commutes => true;

    /// <inheritdoc/>
    public DistinctCountState Create(T value)
    {
        DistinctCountState state = default;
        state.Add(StableHash64.Of(value));
        return state;
    }

    /// <inheritdoc/>
    public void Add(ref DistinctCountState state, T value) => state.Add(StableHash64.Of(value));

    /// <inheritdoc/>
    public void Merge(ref DistinctCountState state, DistinctCountState other) => state.Merge(other);
}
