namespace HotStream;

/// <summary>Writes and reads records block by block: one virtual call for a block.</summary>
internal abstract class SpillCodec<T>
{
    public abstract bool IsSupported { get; }

    /// <summary>About the bytes a block takes in memory, with the text behind it.</summary>
    public abstract long SizeOf(ReadOnlySpan<T> block);

    public abstract void Write(SpillFile file, ReadOnlySpan<T> block);

    public abstract void Read(SpillReader reader, Span<T> block);
}

/// <summary>The same, specialised for the codec of the records.</summary>
internal sealed class SpillCodec<T, TCodec> : SpillCodec<T>
    where TCodec : ISpillCodec<T>
{
    public override bool IsSupported => TCodec.IsSupported;

    public override long SizeOf(ReadOnlySpan<T> block)
    {
        long size = 0;
        foreach (ref readonly T record in block)
        {
            size += TCodec.SizeOf(in record);
        }

        return size;
    }

    public override void Write(SpillFile file, ReadOnlySpan<T> block)
    {
        foreach (ref readonly T record in block)
        {
            TCodec.Write(file, in record);
        }
    }

    public override void Read(SpillReader reader, Span<T> block)
    {
        foreach (ref T record in block)
        {
            record = TCodec.Read(reader);
        }
    }
}
