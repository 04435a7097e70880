namespace HotStream.Conformance;

/// <content>Functions from batch to batch.</content>
internal sealed partial class StepInterpreter
{
    private static void AddTransforms()
    {
        s_operators["transform"] = (_, flow, step) => new Flow(Transform(flow.Stream, step), null);
        s_operators["transformWith"] = (steps, flow, step) =>
            new Flow(TransformWith(flow.Stream, steps.Other(step).Stream, step.Function), null);
    }

    private static DStream<Value> Transform(DStream<Value> stream, Step step)
    {
        switch (step.Function.Name)
        {
            case "tag_time_ms":
                return stream.Transform((batch, time) => batch.Map(x => Value.Pair(Value.Of(time.Milliseconds), x)));
            case "sort":
                return stream.Transform(batch => batch.SortBy(x => x));
            case "distinct":
                return stream.Transform(batch => batch.Distinct());
            case "join_static":
                KeyValuePair<Value, Value>[] data = [.. step.Fields.Values("data").Select(pair => pair.AsPair)];
                return stream.Transform(batch => batch.Map(x => x.AsPair)
                    .Join(batch.WithRecords(data))
                    .Map(pair => Value.Pair(pair.Key, Value.Pair(pair.Value.Left, pair.Value.Right))));
            case "return_null":
                return stream.Transform(Batch<Value> (Batch<Value> _) => null!);
            default:
                Func<Value, Value> function = Functions.TryMap(step.Function) ?? throw Functions.Unknown("transform", step.Function);
                return stream.Transform(batch => batch.Map(function));
        }
    }

    private static DStream<Value> TransformWith(DStream<Value> stream, DStream<Value> other, FunctionName function) => function.Name switch
    {
        "union" => stream.TransformWith(other, (left, right) => left.Union(right)),
        "subtract" => stream.TransformWith(other, (left, right) => left.Subtract(right)),
        "cartesian" => stream.TransformWith(other, (left, right) => left.Cartesian(right).Map(pair => Value.Pair(pair.Left, pair.Right))),
        _ => throw Functions.Unknown("transformWith", function),
    };
}
