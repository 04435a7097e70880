namespace HotStream;

/// <summary>Records that are counted as they are.</summary>
internal sealed unsafe class KeyFold<T> : FoldTablePartial<T, T, NoState>
{
    protected override void Fold(ReadOnlySpan<T> block)
    {
        int* groups = (int*)Groups.Pointer;
        Table.Locate(block, groups);
        Table.CountUp(groups, (nuint)block.Length);
    }
}
