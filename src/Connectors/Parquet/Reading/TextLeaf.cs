using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Texts: their bytes as they are, never as characters of .NET.</summary>
internal sealed class TextLeaf(DataField field, LeafType type) : ParquetLeaf(field, type)
{
    private ReadOnlyMemory<byte>[] _values = [];
    private int _at;

    public override int Read(ColumnVector into, int rep, int def)
    {
        (_, ReadOnlySpan<int> defs) = Levels;
        into.EnsureCapacity(defs.Length, 0);
        Span<Utf8Slice> values = into.Values<Utf8Slice>();
        int there = Field.MaxDefinitionLevel;
        int slot = 0;
        foreach (int level in defs)
        {
            if (level == there)
            {
                values[slot++] = Texts!.Add(_values[_at++].Span);
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
