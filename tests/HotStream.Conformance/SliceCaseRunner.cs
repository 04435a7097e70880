namespace HotStream.Conformance;

/// <summary>As the steps, but what counts is what can be had of the stream after its last batch: the batches between two times.</summary>
internal sealed class SliceCaseRunner : StepCaseRunner
{
    protected override void Prepare(Case @case, StreamRun run) => run.Context.Remember(run.Context.BatchInterval * (@case.Input.Count + 1));

    protected override IReadOnlyList<Output> Outputs(Case @case, StreamRun run, DStream<Value> result)
    {
        var from = new BatchTime(@case.Params.Long("fromMs"));
        var to = new BatchTime(@case.Params.Long("toMs"));
        List<Value> records = [];
        Refusal.Guard(Stage.Batch, () => records = [.. result.Slice(from, to).SelectMany(batch => batch.ToList())]);
        return [new Output(@case.Input.Count, records)];
    }
}
