namespace HotStream;

/// <summary>What a <see cref="ColumnKernel"/> does.</summary>
internal delegate void ColumnMap(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts);

/// <summary>A function over whole columns that is written for them: nested values, conditions.</summary>
internal sealed class ColumnKernel(ColumnMap map) : Kernel
{
    public override void Run(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts) =>
        map(inputs, result, rows, texts);
}
