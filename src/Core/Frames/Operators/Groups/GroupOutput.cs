namespace HotStream;

/// <summary>Pushes groups as rows of keys and results. One thread.</summary>
internal sealed class GroupOutput(AggregateShape shape, ColumnSink sink) : IDisposable
{
    private readonly ColumnBatch _batch = new([.. shape.Output.Select(type => new ColumnVector(type))]);
    private readonly Utf8Arena _texts = new();

    /// <summary>For whoever puts groups together before.</summary>
    public GroupScratch Scratch { get; } = new(shape);

    /// <summary>Pushes a row for each group; false when no more are wanted.</summary>
    public bool Push(GroupSet groups)
    {
        bool wanted = true;
        int next = groups.First;
        while (wanted && groups.Take(ref next, Scratch.Numbers) is > 0 and int taken)
        {
            _texts.Clear();
            groups.Finish(Scratch.Numbers[..taken], _batch.Columns, _texts);
            _batch.SetLength(taken);
            wanted = sink.Push(_batch);
        }

        return wanted;
    }

    public void Dispose()
    {
        _batch.DisposeColumns();
        _texts.Dispose();
        Scratch.Dispose();
    }
}
