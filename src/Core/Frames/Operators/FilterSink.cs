namespace HotStream;

/// <summary>
/// Rows in which all conditions are true; null is not. Conditions are asked one after the other, each only about rows that met those
/// before.
/// </summary>
internal sealed class FilterSink : PipeSink
{
    private readonly ColumnProgram[] _conditions;
    private readonly ColumnBatch _result;
    private readonly int _columns;

    public FilterSink(ColumnSink next, IEnumerable<Bound> conditions, IReadOnlyList<PlanColumn> inputs)
        : base(next)
    {
        _conditions = [.. conditions.Select(condition => new ColumnProgram([condition], inputs))];
        _columns = inputs.Count;
        _result = new ColumnBatch(new ColumnVector[_columns]);
    }

    public override bool Push(ColumnBatch batch)
    {
        Array.Copy(batch.Columns, _result.Columns, _columns);
        _result.SelectLike(batch);
        foreach (ColumnProgram condition in _conditions)
        {
            condition.Filter(_result);
            if (_result.Count == 0)
            {
                return true;
            }
        }

        return Next.Push(_result);
    }

    public override void Dispose()
    {
        foreach (ColumnProgram condition in _conditions)
        {
            condition.Dispose();
        }
    }
}
