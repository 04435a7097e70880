namespace HotStream;

/// <summary>
/// One operation over whole columns: what a bound expression consists of when it runs. It writes every row that is meant and no other
/// matters. A kernel may keep something between batches (a compiled pattern), so each program has kernels of its own.
/// </summary>
internal abstract unsafe class Kernel
{
    /// <summary>Computes a column.</summary>
    /// <param name="inputs">The arguments.</param>
    /// <param name="result">The column to write; under <see cref="NullRule.Strict"/> its nulls are set before.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="texts">Where new texts are put; they live until the batch is returned.</param>
    public abstract void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts);

    /// <summary>
    /// Writes the places, of the rows that are meant, in which the result is true, if it can do so faster than by a column of truths. No
    /// argument may be null; the places may be written where those of the rows are.
    /// </summary>
    /// <param name="inputs">The arguments.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="places">Where the places are written, ascending.</param>
    /// <returns>How many there are; -1 when it cannot.</returns>
    public virtual int Select(ReadOnlySpan<ColumnVector> inputs, RowSet rows, ushort* places) => -1;
}
