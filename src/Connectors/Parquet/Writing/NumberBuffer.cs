using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>Numbers, dates, times.</summary>
internal sealed class NumberBuffer<T>(DataField field) : LeafBuffer(field)
    where T : unmanaged
{
    private T[] _values = new T[ColumnBatch.MaxRows];
    private int _count;

    public override unsafe long Bytes => ((long)_count * sizeof(T)) + Count;

    protected override void AddValue(ColumnVector column, int row)
    {
        if (_count == _values.Length)
        {
            Array.Resize(ref _values, _count * 2);
        }

        _values[_count++] = column.Values<T>()[row];
    }

    protected override void Write(ParquetRowGroupWriter group, ParquetOptions options, ReadOnlyMemory<int>? defs,
        ReadOnlyMemory<int>? reps)
    {
        if (typeof(T) == typeof(double))
        {
            // The least and greatest of numbers with NaN among them would be wrong; in this encoding the library notes none.
            string path = Field.Path.ToString();
            options.ColumnEncodingHints.Remove(path);
            if (_values.AsSpan(0, _count).ContainsAnyNaN())
            {
                options.ColumnEncodingHints[path] = EncodingHint.ByteSplitStream;
            }
        }

        group.WriteAllPartsAsync<T>(Field, _values.AsMemory(0, _count), defs, reps, CancellationToken.None).GetAwaiter().GetResult();
        _count = 0;
    }
}
