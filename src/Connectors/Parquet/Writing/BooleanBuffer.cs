using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Booleans.</summary>
internal sealed class BooleanBuffer(DataField field) : LeafBuffer(field)
{
    private bool[] _values = new bool[ColumnBatch.MaxRows];
    private int _count;

    public override long Bytes => _count + Count;

    protected override void AddValue(ColumnVector column, int row)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count++] = column.GetBoolean(row);
    }

    protected override void Write(ParquetRowGroupWriter group, ParquetOptions options, ReadOnlyMemory<int>? defs,
        ReadOnlyMemory<int>? reps)
    {
        group.WriteAllPartsAsync<bool>(Field, _values.AsMemory(0, _count), defs, reps, CancellationToken.None).GetAwaiter().GetResult();
        _count = 0;
    }
}
