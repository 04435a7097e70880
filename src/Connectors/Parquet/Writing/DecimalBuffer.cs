using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Decimal numbers, in the shortest form that has room for their digits.</summary>
internal sealed class DecimalBuffer<TStored>(DataField field, Func<Int128, TStored> store) : LeafBuffer(field)
    where TStored : struct
{
    private TStored[] _values = new TStored[ColumnBatch.MaxRows];
    private int _count;

    public override long Bytes => (16L * _count) + Count;

    protected override void AddValue(ColumnVector column, int row)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count++] = store(column.Values<Int128>()[row]);
    }

    protected override void Write(ParquetRowGroupWriter group, ParquetOptions options, ReadOnlyMemory<int>? defs,
        ReadOnlyMemory<int>? reps)
    {
        group.WriteAllPartsAsync<TStored>(Field, _values.AsMemory(0, _count), defs, reps, CancellationToken.None).GetAwaiter().GetResult();
        _count = 0;
    }
}
