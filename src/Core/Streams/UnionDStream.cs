namespace HotStream;

/// <summary>Several streams' batches of the same time side by side.</summary>
internal sealed class UnionDStream<T> : DStream<T>
{
    private readonly DStream<T>[] _parents;
    private readonly object[] _ways; // a record that comes by two ways is two records to what stands behind

    public UnionDStream(StreamingContext context, DStream<T>[] parents)
        : base(context, parents, "Union")
    {
        _parents = parents;
        _ways = [.. parents.Select(_ => new object())];
    }

    internal override OrderUse OrderUse => OrderUse.PassesOn;

    internal override bool PassesAhead => !IsCached && _parents.Distinct().Count() == _parents.Length;

    internal override bool CanRunAhead => PassesAhead && _parents.All(parent => parent.CanRunAhead);

    internal override void AttachAhead(Func<StageContext, (BlockSink<T> Head, IClosable End)> chainOf)
    {
        for (int i = 0; i < _parents.Length; i++)
        {
            object way = _ways[i];
            _parents[i].AttachAhead(context =>
            {
                (BlockSink<T>, IClosable) chain = chainOf(context);
                context.For(way);
                return chain;
            });
        }
    }

    internal override Batch<T>? Compute(BatchTime time)
    {
        var batches = new Batch<T>[_parents.Length];
        for (int i = 0; i < batches.Length; i++)
        {
            batches[i] = _parents[i].GetOrCompute(time)
                ?? throw new InvalidOperationException($"Union at {time}: its parent {_parents[i].OperatorName} has no batch for this time.");
        }

        return new UnionBatch<T>(Context.Graph.ScopeOf(time), batches);
    }
}
