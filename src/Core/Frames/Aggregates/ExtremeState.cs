namespace HotStream;

/// <summary>
/// The least or the greatest value of each group. Where groups are few, a record seldom changes its group's value, and a branch is
/// predicted; where they are many, each has seen few records, every third changes its value, and it is faster to write always.
/// </summary>
/// <typeparam name="TFold">How values are folded.</typeparam>
/// <typeparam name="TMany">The same without a branch.</typeparam>
/// <typeparam name="T">The values.</typeparam>
internal sealed unsafe class ExtremeState<TFold, TMany, T> : FoldState<TFold, T, SumState<T>, T>
    where TFold : struct, IFold<T, SumState<T>, T>
    where TMany : struct, IFold<T, SumState<T>, T>
    where T : unmanaged
{
    private const int Many = 32 * 1024;

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        if (count < Many)
        {
            Fold<TFold>(inputs[0], rows, groups, count);
        }
        else
        {
            Fold<TMany>(inputs[0], rows, groups, count);
        }
    }
}
