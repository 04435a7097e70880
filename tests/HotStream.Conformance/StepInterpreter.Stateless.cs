namespace HotStream.Conformance;

/// <content>Operators on the records of one batch.</content>
internal sealed partial class StepInterpreter
{
    private static void AddStateless()
    {
        s_operators["map"] = (_, flow, step) => flow with { Stream = flow.Stream.Map(Functions.Map(step.Function)) };
        s_operators["flatMap"] = (_, flow, step) => flow with { Stream = flow.Stream.FlatMap(Functions.FlatMap(step.Function)) };
        s_operators["filter"] = (_, flow, step) => flow with { Stream = flow.Stream.Filter(Functions.Filter(step.Function)) };
        s_operators["mapPartitions"] = (_, flow, step) =>
            flow with { Stream = flow.Stream.MapPartitions(Functions.MapPartitions(step.Function)) };
        s_operators["glom"] = (_, flow, _) => flow with { Stream = flow.Stream.Glom().Map(Value.Group) };
        s_operators["repartition"] = (_, flow, step) => new Flow(flow.Stream.Repartition(step.Fields.Int("n")), step.Fields.Int("n"));
        s_operators["count"] = (_, flow, _) => new Flow(flow.Stream.Count().Map(Value.Of), null);
        s_operators["reduce"] = (_, flow, step) => new Flow(flow.Stream.Reduce(Functions.Reduce(step.Function)), null);
        s_operators["countByValue"] = (_, flow, _) =>
            new Flow(flow.Stream.CountByValue().Map(pair => Value.Pair(pair.Key, Value.Of(pair.Value))), null);
        s_operators["union"] = (steps, flow, step) => new Flow(flow.Stream.Union(steps.Other(step).Stream), null);
        s_operators["unionMany"] = (steps, flow, step) => new Flow(
            steps._context.Union([.. step.Fields.Branches("branches").Select(branch => steps.Apply(flow, branch).Stream)]), null);
    }
}
