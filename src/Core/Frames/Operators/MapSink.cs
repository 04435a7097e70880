namespace HotStream;

/// <summary>Rows made by a function in C#.</summary>
internal sealed class MapSink : PipeSink
{
    private readonly RowMap _map;
    private readonly Schema _schema;
    private readonly int[] _places;
    private readonly ColumnBatch _read;
    private readonly ColumnBatch _result;
    private readonly FrameRowWriter _writer;
    private readonly Utf8Arena _texts = new();

    public MapSink(ColumnSink next, MapPlan plan)
        : base(next)
    {
        _map = plan.Map;
        _schema = new Schema(plan.Read.Select(column => new StructField(column.Name, column.Type)));
        _places = [.. plan.Read.Select(column => plan.Inputs[0].Output.ToList().FindIndex(known => known.Id == column.Id))];
        _read = new ColumnBatch(new ColumnVector[_places.Length]);
        _result = new ColumnBatch(plan.Schema);
        _writer = new FrameRowWriter(plan.Schema, _result, _texts);
    }

    public override bool Push(ColumnBatch batch)
    {
        _texts.Clear();
        foreach (ColumnVector column in _result.Columns)
        {
            column.ClearNulls();
        }

        for (int i = 0; i < _places.Length; i++)
        {
            _read.Columns[i] = batch.Columns[_places[i]];
        }

        for (int i = 0; i < batch.Count; i++)
        {
            _writer.Begin(i);
            _map(new FrameRow(_schema, _read, batch.PlaceOf(i)), _writer);
            _writer.End();
        }

        _result.SetLength(batch.Count);
        return Next.Push(_result);
    }

    public override void Dispose()
    {
        _texts.Dispose();
        foreach (ColumnVector column in _result.Columns)
        {
            column.Dispose();
        }
    }
}
