using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Numbers, dates and times.</summary>
internal sealed class NumberLeaf<TStored, TValue, TConversion>(DataField field, LeafType type) : ValueLeaf<TStored>(field, type)
    where TStored : struct
    where TValue : unmanaged
    where TConversion : struct, IConversion<TStored, TValue>
{
    protected override void Write(ColumnVector into, ReadOnlySpan<TStored> stored, ReadOnlySpan<int> slots)
    {
        Span<TValue> values = into.Values<TValue>();
        for (int i = 0; i < stored.Length; i++)
        {
            values[slots[i]] = TConversion.Of(stored[i]);
        }
    }
}
