using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Booleans.</summary>
internal sealed class BooleanLeaf(DataField field, LeafType type) : ParquetLeaf(field, type)
{
    private bool[] _values = [];
    private int _at;

    public override int Read(ColumnVector into, int rep, int def)
    {
        (_, ReadOnlySpan<int> defs) = Levels;
        into.EnsureCapacity(defs.Length, 0);
        int there = Field.MaxDefinitionLevel;
        int slot = 0;
        foreach (int level in defs)
        {
            if (level == there)
            {
                into.SetBoolean(slot++, _values[_at++]);
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
