namespace HotStream;

/// <summary>
/// One operation over whole columns: what a bound expression consists of when it runs. It writes every row that is meant and no other
/// matters. A kernel may keep something between batches (a compiled pattern), so each program has kernels of its own.
/// </summary>
internal abstract class Kernel
{
    /// <summary>Computes a column.</summary>
    /// <param name="inputs">The arguments.</param>
    /// <param name="result">The column to write; under <see cref="NullRule.Strict"/> its nulls are set before.</param>
    /// <param name="rows">The rows that are meant.</param>
    /// <param name="texts">Where new texts are put; they live until the batch is returned.</param>
    public abstract void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts);
}
