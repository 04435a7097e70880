namespace HotStream;

/// <summary>Collects records up to a limit.</summary>
internal sealed class ListStage<T>(List<T> list, int limit) : Stage<T>
{
    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override bool IsFull => list.Count >= limit;

    public override void Accept(ReadOnlySpan<T> block) => list.AddRange(block[..Math.Min(block.Length, limit - list.Count)]);
}
