using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Texts: their bytes as they are, never as characters of .NET.</summary>
internal sealed class TextLeaf(DataField field, LeafType type) : ValueLeaf<ReadOnlyMemory<byte>>(field, type)
{
    protected override void Write(ColumnVector into, ReadOnlySpan<ReadOnlyMemory<byte>> stored, ReadOnlySpan<int> slots)
    {
        Span<Utf8Slice> values = into.Values<Utf8Slice>();
        for (int i = 0; i < stored.Length; i++)
        {
            values[slots[i]] = Texts!.Add(stored[i].Span);
        }
    }
}
