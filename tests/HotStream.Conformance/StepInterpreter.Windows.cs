namespace HotStream.Conformance;

/// <content>Windows. Lengths and slides are given in batches.</content>
internal sealed partial class StepInterpreter
{
    private static void AddWindows()
    {
        s_operators["window"] = (steps, flow, step) => new Flow(flow.Stream.Window(steps.Length(step), steps.Slide(step)), null);
        s_operators["countByWindow"] = (steps, flow, step) =>
            new Flow(flow.Stream.CountByWindow(steps.Length(step), steps.Slide(step)).Map(Value.Of), null);
        s_operators["reduceByWindow"] = (steps, flow, step) => new Flow(
            Inverse(step) is { } inverse
                ? flow.Stream.ReduceByWindow(Functions.Reduce(step.Function), inverse, steps.Length(step), steps.Slide(step))
                : flow.Stream.ReduceByWindow(Functions.Reduce(step.Function), steps.Length(step), steps.Slide(step)),
            null);
        s_operators["countByValueAndWindow"] = (steps, flow, step) => new Flow(
            flow.Stream.CountByValueAndWindow(steps.Length(step), steps.Slide(step))
            .Map(pair => Value.Pair(pair.Key, Value.Of(pair.Value))), null);
        s_operators["reduceByKeyAndWindow"] = (steps, flow, step) => Flow.Of(
            Inverse(step) is { } inverse
                ? flow.Pairs.ReduceByKeyAndWindow(Functions.Reduce(step.Function), inverse, steps.Length(step),
                    steps.Slide(step), ResultFilter(step))
                : flow.Pairs.ReduceByKeyAndWindow(Functions.Reduce(step.Function), steps.Length(step), steps.Slide(step)));
        s_operators["groupByKeyAndWindow"] = (steps, flow, step) => new Flow(
            flow.Pairs.GroupByKeyAndWindow(steps.Length(step), steps.Slide(step))
            .Map(pair => Value.Pair(pair.Key, Value.Group(pair.Value))), null);
    }

    private static Func<Value, Value, Value>? Inverse(Step step) =>
        step.Fields.Has("inv") ? Functions.Reduce(FunctionName.Parse(step.Fields.String("inv"))) : null;

    private static Func<KeyValuePair<Value, Value>, bool>? ResultFilter(Step step)
    {
        if (!step.Fields.Has("filter"))
        {
            return null;
        }

        Func<Value, bool> filter = Functions.Filter(FunctionName.Parse(step.Fields.String("filter")));
        return pair => filter(Value.Of(pair));
    }

    private TimeSpan Length(Step step) => _context.BatchInterval * step.Fields.Int("window");

    private TimeSpan? Slide(Step step) => step.Fields.Has("slide") ? _context.BatchInterval * step.Fields.Int("slide") : null;
}
