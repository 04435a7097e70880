namespace HotStream;

/// <summary>
/// Columns of texts as values of other types, a batch at a time: what <c>TRY_CAST</c> makes of them, null for a text that is no such value.
/// One owner; not thread-safe.
/// </summary>
public sealed class TextColumnParser : IDisposable
{
    private readonly ColumnProgram _program;
    private readonly ColumnVector[] _values;

    /// <summary>Creates a parser.</summary>
    /// <param name="types">The type of each column; a column of <see cref="DataType.String"/> stays what it is.</param>
    /// <exception cref="AnalysisException">Texts cannot be cast to one of them.</exception>
    public TextColumnParser(params IReadOnlyList<DataType> types)
    {
        ArgumentNullException.ThrowIfNull(types);
        PlanColumn[] texts = [.. types.Select((_, at) => PlanColumn.Create($"column {at}", DataType.String))];
        _program = new ColumnProgram([.. types.Select((type, at) => type == DataType.String ? new BoundColumn(texts[at])
            : Casts.Try(new BoundColumn(texts[at]), type))], texts);
        _values = new ColumnVector[types.Count];
    }

    /// <summary>Reads the texts of a batch.</summary>
    /// <param name="texts">A column of texts for each type.</param>
    /// <returns>A column of values for each type, as long as the texts; lent until the next call.</returns>
    /// <exception cref="ArgumentException">There are more or fewer columns.</exception>
    public ReadOnlySpan<ColumnVector> Parse(ColumnBatch texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (texts.Columns.Length != _values.Length)
        {
            throw new ArgumentException($"There are {texts.Columns.Length} columns of texts for {_values.Length} types.", nameof(texts));
        }

        _program.Run(texts, _values);
        return _values;
    }

    /// <summary>Returns the memory of the values.</summary>
    public void Dispose() => _program.Dispose();
}
