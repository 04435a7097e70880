namespace HotStream;

/// <summary>Expressions over each row. Columns that are passed on are not copied.</summary>
internal sealed class ProjectSink : PipeSink
{
    private readonly ColumnProgram _program;
    private readonly ColumnBatch _result;

    public ProjectSink(ColumnSink next, IReadOnlyList<Bound> expressions, IReadOnlyList<PlanColumn> inputs)
        : base(next)
    {
        _program = new ColumnProgram(expressions, inputs);
        _result = new ColumnBatch(new ColumnVector[expressions.Count]);
    }

    public override bool Push(ColumnBatch batch)
    {
        _program.Run(batch, _result.Columns);
        _result.SelectLike(batch);
        return Next.Push(_result);
    }

    public override void Dispose() => _program.Dispose();
}
