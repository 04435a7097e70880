namespace HotStream;

/// <summary>Counts records.</summary>
internal sealed class CountSink<T> : BlockSink<T>
{
    public long Count { get; private set; }

    public override void Accept(ReadOnlySpan<T> block) => Count += block.Length;
}
