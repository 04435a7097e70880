namespace HotStream.Conformance;

/// <content>Operators on pairs.</content>
internal sealed partial class StepInterpreter
{
    private static void AddPairs()
    {
        s_operators["mapValues"] = (_, flow, step) =>
            flow with { Stream = flow.Pairs.MapValues(Functions.Map(step.Function)).Map(Value.Of) };
        s_operators["flatMapValues"] = (_, flow, step) =>
            flow with { Stream = flow.Pairs.FlatMapValues(Functions.FlatMap(step.Function)).Map(Value.Of) };
        s_operators["reduceByKey"] = (_, flow, step) => Flow.Of(flow.Pairs.ReduceByKey(Functions.Reduce(step.Function)));
        s_operators["groupByKey"] = (_, flow, _) =>
            new Flow(flow.Pairs.GroupByKey().Map(pair => Value.Pair(pair.Key, Value.Group(pair.Value))), null);
        s_operators["combineByKey"] = (_, flow, step) => Flow.Of(step.Function.Name switch
        {
            "sum_count" => flow.Pairs.CombineByKey(
                value => Value.Pair(value, Value.Of(1)),
                (state, value) => AddBoth(state, Value.Pair(value, Value.Of(1))),
                AddBoth),
            _ => throw Functions.Unknown("combineByKey", step.Function),
        });
    }

    private static Value AddBoth(Value a, Value b) =>
        Value.Pair(Arithmetic.Add(a.AsPair.Key, b.AsPair.Key), Arithmetic.Add(a.AsPair.Value, b.AsPair.Value));
}
