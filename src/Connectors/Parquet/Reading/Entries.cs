namespace HotStream.Parquet;

/// <summary>Levels of entries.</summary>
internal readonly ref struct Entries(ReadOnlySpan<int> reps, ReadOnlySpan<int> defs)
{
    private readonly ReadOnlySpan<int> _reps = reps;
    private readonly ReadOnlySpan<int> _defs = defs;

    /// <summary>The levels of repetition, none in a column that does not repeat, and of definition.</summary>
    public void Deconstruct(out ReadOnlySpan<int> reps, out ReadOnlySpan<int> defs)
    {
        reps = _reps;
        defs = _defs;
    }
}
