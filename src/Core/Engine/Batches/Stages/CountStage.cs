namespace HotStream;

/// <summary>Counts records.</summary>
internal sealed class CountStage<T> : Stage<T>
{
    public long Count { get; private set; }

    public override void Accept(ReadOnlySpan<T> block) => Count += block.Length;
}
