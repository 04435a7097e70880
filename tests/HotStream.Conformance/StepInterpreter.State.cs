namespace HotStream.Conformance;

/// <content>Streams with state. Times of the corpus are in batches.</content>
internal sealed partial class StepInterpreter
{
    private static void AddState()
    {
        s_operators["updateStateByKey"] = (_, flow, step) => Flow.Of(step.Function.Name switch
        {
            "add_batch_time_ms_if_values" => flow.Pairs.UpdateStateByKey<Value, Value, Value>(StateFunctions.AddBatchTime, Initial(step)),
            "count_expire_after_2_idle" =>
                flow.Pairs.UpdateStateByKey(StateFunctions.Update(step.Function), Initial(step)).MapValues(state => state.AsPair.Key),
            _ => flow.Pairs.UpdateStateByKey(StateFunctions.Update(step.Function), Initial(step)),
        });
        s_operators["mapWithState"] = (steps, flow, step) => steps.MapWithState(flow, step);
    }

    private static IEnumerable<KeyValuePair<Value, Value>> Initial(Step step) =>
        step.Fields.Has("initial") ? step.Fields.Values("initial").Select(pair => pair.AsPair) : [];

    private Flow MapWithState(Flow flow, Step step)
    {
        StateSpec<Value, Value, Value, Value> spec = StateFunctions.Of(step.Function).InitialState(Initial(step));
        if (step.Fields.Has("timeout"))
        {
            spec.Timeout(_context.BatchInterval * step.Fields.Int("timeout"));
        }

        MapWithStateDStream<Value, Value, Value> mapped = flow.Pairs.MapWithState(spec);
        if (step.Fields.Has("fullScanEvery"))
        {
            mapped.Checkpoint(_context.BatchInterval * step.Fields.Int("fullScanEvery"));
        }

        string output = step.Fields.Has("output") ? step.Fields.String("output") : "mapped";
        return output switch
        {
            "mapped" => new Flow(mapped, null),
            "snapshots" => Flow.Of(mapped.StateSnapshots()),
            _ => throw new CorpusException($"mapWithState has no output {output}"),
        };
    }
}
