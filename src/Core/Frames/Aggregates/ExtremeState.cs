namespace HotStream;

/// <summary>
/// The least or the greatest value of each group. Where groups are few, a record seldom changes its group's value, and a branch is
/// predicted; where they are many, each has seen few records, every third changes its value, and it is faster to write always.
/// </summary>
/// <typeparam name="TChoice">Which value is kept.</typeparam>
/// <typeparam name="T">The values, of eight bytes.</typeparam>
internal sealed unsafe class ExtremeState<TChoice, T> : FoldState<ExtremeFold<TChoice, T>, T, SumState<T>, T>
    where TChoice : struct, IChoice
    where T : unmanaged
{
    private const int Many = 32 * 1024;

    public override void Update(ReadOnlySpan<ColumnVector> inputs, RowSet rows, int* groups, int count)
    {
        if (count < Many)
        {
            Fold<ExtremeFold<TChoice, T>>(inputs[0], rows, groups, count);
        }
        else
        {
            Fold<ExtremeOfMany<TChoice, T>>(inputs[0], rows, groups, count);
        }
    }
}
