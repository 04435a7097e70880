using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Numbers, dates and times.</summary>
internal sealed class NumberLeaf<TStored, TValue, TConversion>(DataField field, LeafType type) : ParquetLeaf(field, type)
    where TStored : struct
    where TValue : unmanaged
    where TConversion : struct, IConversion<TStored, TValue>
{
    private TStored[] _values = [];
    private int _at;

    public override int Read(ColumnVector into, int rep, int def)
    {
        (_, ReadOnlySpan<int> defs) = Levels;
        into.EnsureCapacity(defs.Length, 0);
        Span<TValue> values = into.Values<TValue>();
        int there = Field.MaxDefinitionLevel;
        int slot = 0;
        foreach (int level in defs)
        {
            if (level == there)
            {
                values[slot++] = TConversion.Of(_values[_at++]);
            }
            else if (level >= def)
            {
                into.SetNull(slot++);
            }
        }

        return slot;
    }

    protected override void Load(ParquetRowGroupReader group, int count, Memory<int>? defs, Memory<int>? reps,
        CancellationToken cancellation)
    {
        Grow(ref _values, count);
        _at = 0;
        Read(group, Field, _values.AsMemory(0, count), defs, reps, cancellation);
    }
}
