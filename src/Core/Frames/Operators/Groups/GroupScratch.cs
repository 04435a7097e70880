namespace HotStream;

/// <summary>Room in which sets of groups work on a batch: one for all sets of a thread, so that it stays in the cache.</summary>
internal sealed unsafe class GroupScratch(AggregateShape shape) : IDisposable
{
    private readonly NativeBlock _memory = new(sizeof(int) * ColumnBatch.MaxRows * 2);

    /// <summary>The group of each row of a batch.</summary>
    public int* Groups => (int*)_memory.Pointer;

    /// <summary>Numbers of groups that are read.</summary>
    public Span<int> Numbers => new(Kept, ColumnBatch.MaxRows);

    /// <summary>The groups of the rows in which a condition is true, where <see cref="Numbers"/> are.</summary>
    public int* Kept => Groups + ColumnBatch.MaxRows;

    /// <summary>Which rows these are.</summary>
    public ColumnBatch Filtered { get; } = new();

    /// <summary>Keys of groups that are read.</summary>
    public ColumnVector[] Keys { get; } = [.. shape.Keys.Select(type => new ColumnVector(type))];

    /// <summary>Columns that show rows which waited.</summary>
    public ColumnVector[] Views { get; } = shape.CreateViews();

    public void Dispose()
    {
        _memory.Dispose();
        Array.ForEach(Keys, static key => key.Dispose());
    }
}
