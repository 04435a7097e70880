namespace HotStream.Sinks;

/// <summary>Whole rows, one after the other.</summary>
internal readonly record struct CopyChunk(byte[] Bytes, int Length, int FirstRow, int Rows)
{
    public ReadOnlyMemory<byte> Memory => Bytes.AsMemory(0, Length);
}
