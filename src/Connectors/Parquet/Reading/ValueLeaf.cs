using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Values as they are stored, of one type: where they go is the same for all, what becomes of them is not.</summary>
internal abstract class ValueLeaf<TStored>(DataField field, LeafType type) : ParquetLeaf(field, type)
    where TStored : struct
{
    private TStored[] _values = [];
    private int[] _slots = [];
    private int _at;

    public override int Read(ColumnVector into, int rep, int def)
    {
        (_, ReadOnlySpan<int> defs) = Levels;
        into.EnsureCapacity(defs.Length, 0);
        Grow(ref _slots, defs.Length);
        int there = Field.MaxDefinitionLevel;
        int slot = 0;
        int count = 0;
        foreach (int level in defs)
        {
            if (level == there)
            {
                _slots[count++] = slot++;
            }
            else if (level >= def)
            {
                into.SetNull(slot++);
            }
        }

        Write(into, _values.AsSpan(_at, count), _slots);
        _at += count;
        return slot;
    }

    protected override void Load(ParquetRowGroupReader group, int count, Memory<int>? defs, Memory<int>? reps,
        CancellationToken cancellation)
    {
        Grow(ref _values, count);
        _at = 0;
        Read(group, Field, _values.AsMemory(0, count), defs, reps, cancellation);
    }

    /// <summary>Writes values into their slots.</summary>
    protected abstract void Write(ColumnVector into, ReadOnlySpan<TStored> stored, ReadOnlySpan<int> slots);
}
