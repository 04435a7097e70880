using Parquet;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>The entries of a leaf of a row group until they are written: levels, and the values that are there.</summary>
internal abstract class LeafBuffer(DataField field)
{
    private int[] _reps = new int[ColumnBatch.MaxRows];
    private int[] _defs = new int[ColumnBatch.MaxRows];

    public DataField Field { get; } = field;

    /// <summary>Bytes that its values and levels take, about.</summary>
    public abstract long Bytes { get; }

    protected int Count { get; private set; }

    /// <summary>An entry without a value.</summary>
    public void AddMissing(int rep, int def)
    {
        if (Count == _defs.Length)
        {
            Array.Resize(ref _defs, Count * 2);
            Array.Resize(ref _reps, Count * 2);
        }

        _defs[Count] = def;
        _reps[Count++] = rep;
    }

    /// <summary>The value of a row, which is not null.</summary>
    public void Add(ColumnVector column, int row, int rep)
    {
        AddMissing(rep, Field.MaxDefinitionLevel);
        AddValue(column, row);
    }

    /// <summary>Writes the entries and forgets them.</summary>
    public void WriteTo(ParquetRowGroupWriter group, ParquetOptions options)
    {
        ReadOnlyMemory<int>? defs = Field.MaxDefinitionLevel > 0 ? _defs.AsMemory(0, Count) : default(ReadOnlyMemory<int>?);
        ReadOnlyMemory<int>? reps = Field.MaxRepetitionLevel > 0 ? _reps.AsMemory(0, Count) : default(ReadOnlyMemory<int>?);
        Write(group, options, defs, reps);
        Count = 0;
    }

    protected abstract void AddValue(ColumnVector column, int row);

    protected abstract void Write(ParquetRowGroupWriter group, ParquetOptions options, ReadOnlyMemory<int>? defs,
        ReadOnlyMemory<int>? reps);
}
