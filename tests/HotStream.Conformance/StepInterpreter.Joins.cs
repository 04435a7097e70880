namespace HotStream.Conformance;

/// <content>Two streams of pairs. A side without a partner is null.</content>
internal sealed partial class StepInterpreter
{
    private static void AddJoins()
    {
        s_operators["join"] = (steps, flow, step) =>
            Flow.Of(flow.Pairs.Join(steps.Other(step).Pairs).MapValues(sides => Value.Pair(sides.Left, sides.Right)));
        s_operators["leftOuterJoin"] = (steps, flow, step) =>
            Flow.Of(flow.Pairs.LeftOuterJoin(steps.Other(step).Pairs).MapValues(sides => Value.Pair(sides.Left, Value.Of(sides.Right))));
        s_operators["rightOuterJoin"] = (steps, flow, step) =>
            Flow.Of(flow.Pairs.RightOuterJoin(steps.Other(step).Pairs).MapValues(sides => Value.Pair(Value.Of(sides.Left), sides.Right)));
        s_operators["fullOuterJoin"] = (steps, flow, step) =>
            Flow.Of(flow.Pairs.FullOuterJoin(steps.Other(step).Pairs)
                .MapValues(sides => Value.Pair(Value.Of(sides.Left), Value.Of(sides.Right))));
        s_operators["cogroup"] = (steps, flow, step) =>
            Flow.Of(flow.Pairs.CoGroup(steps.Other(step).Pairs)
                .MapValues(sides => Value.Pair(Value.Group(sides.Left), Value.Group(sides.Right))));
    }
}
