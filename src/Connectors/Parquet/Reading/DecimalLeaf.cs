using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Decimal numbers. One that has more digits than its column is damage: no number of ours may have them.</summary>
internal sealed class DecimalLeaf<TStored, TConversion>(DataField field, LeafType type) : ValueLeaf<TStored>(field, type)
    where TStored : struct
    where TConversion : struct, IConversion<TStored, Int128>
{
    private readonly Int128 _limit = LimitOf(((DecimalType)type.Type!).Precision);

    protected override void Write(ColumnVector into, ReadOnlySpan<TStored> stored, ReadOnlySpan<int> slots)
    {
        Span<Int128> values = into.Values<Int128>();
        for (int i = 0; i < stored.Length; i++)
        {
            Int128 value = TConversion.Of(stored[i]);
            if (value >= _limit || value <= -_limit)
            {
                throw new InvalidDataException($"The digits {value} are more than {Leaf.Name} has.");
            }

            values[slots[i]] = value;
        }
    }

    private static Int128 LimitOf(int digits)
    {
        Int128 limit = 1;
        for (int i = 0; i < digits; i++)
        {
            limit *= 10;
        }

        return limit;
    }
}
