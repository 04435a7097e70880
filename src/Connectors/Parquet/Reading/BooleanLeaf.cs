using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Booleans.</summary>
internal sealed class BooleanLeaf(DataField field, LeafType type) : ValueLeaf<bool>(field, type)
{
    protected override void Write(ColumnVector into, ReadOnlySpan<bool> stored, ReadOnlySpan<int> slots)
    {
        for (int i = 0; i < stored.Length; i++)
        {
            into.SetBoolean(slots[i], stored[i]);
        }
    }
}
