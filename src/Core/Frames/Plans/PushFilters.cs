namespace HotStream;

/// <summary>
/// Brings conditions to where rows come from: through projections, sorts, unions and lists that are spread out, to the sides of a join that
/// they speak of, and through groups where they speak of keys only. Never through a limit.
/// </summary>
internal sealed class PushFilters : IRule
{
    public Plan Apply(Plan plan) => plan.FromBottom(node => node is FilterPlan filter ? Push(filter) : node);

    private static Plan Push(FilterPlan filter)
    {
        Plan input = filter.Inputs[0];
        switch (input)
        {
            case FilterPlan below:
                return new FilterPlan(below.Inputs[0],
                    Conjunction.Join([.. Conjunction.Split(below.Condition), .. Conjunction.Split(filter.Condition)])!);
            case ProjectPlan project when ((Bound[])[filter.Condition]).MayGoThrough(project.Columns):
                return project.With([Apply(project.Inputs[0], filter.Condition.Through(project.Columns))]);
            case SortPlan { Limit: long.MaxValue }:
                return input.With([Apply(input.Inputs[0], filter.Condition)]);
            case UnionPlan:
                return input.With([.. input.Inputs.Select(side => Apply(side, Over(side, input, filter.Condition)))]);
            case GeneratePlan generate:
                return Part(filter, condition => condition.Columns().All(column => generate.Inputs[0].Output.Contains(column)),
                    condition => input.With([Apply(input.Inputs[0], condition)]));
            case AggregatePlan { Keys.Count: > 0 } aggregate:
                return Part(filter, condition => condition.Columns().All(column => aggregate.Keys.Any(key => key.Output.Id == column.Id)),
                    condition => input.With([Apply(input.Inputs[0], condition.Through(aggregate.Keys))]));
            case JoinPlan join:
                return PushIntoJoin(filter, join);
            default:
                return filter;
        }
    }

    private static Plan Apply(Plan input, Bound condition) => Push(new FilterPlan(input, condition));

    private static Bound Over(Plan side, Plan union, Bound condition) => condition.Rewrite(part => part is BoundColumn column
        ? new BoundColumn(side.Output[union.Output.ToList().FindIndex(known => known.Id == column.Column.Id)]) : null);

    /// <summary>The conditions that may go down, there; the others, where they are.</summary>
    private static Plan Part(FilterPlan filter, Func<Bound, bool> mayGo, Func<Bound, Plan> push)
    {
        ILookup<bool, Bound> conditions = Conjunction.Split(filter.Condition).ToLookup(mayGo);
        if (!conditions[true].Any())
        {
            return filter;
        }

        Plan pushed = push(Conjunction.Join(conditions[true])!);
        return Conjunction.Join(conditions[false]) is { } rest ? new FilterPlan(pushed, rest) : pushed;
    }

    private static Plan PushIntoJoin(FilterPlan filter, JoinPlan join)
    {
        // A side that is given rows of nulls must keep conditions above: there they see those rows.
        bool toLeft = join.Kind is JoinType.Inner or JoinType.Cross or JoinType.Left or JoinType.LeftSemi or JoinType.LeftAnti;
        bool toRight = join.Kind is JoinType.Inner or JoinType.Cross or JoinType.Right;
        bool Of(Bound condition, Plan side) => condition.Columns().Any() && condition.Columns().All(column => side.Output.Contains(column));
        Plan plan = toLeft ? Part(filter, condition => Of(condition, join.Inputs[0]), condition =>
            join.With([Apply(join.Inputs[0], condition), join.Inputs[1]])) : filter;
        if (plan is FilterPlan { Inputs: [JoinPlan rest] } left && toRight)
        {
            plan = Part(left, condition => Of(condition, rest.Inputs[1]), condition =>
                rest.With([rest.Inputs[0], Apply(rest.Inputs[1], condition)]));
        }

        // What speaks of both sides makes pairs fit.
        return plan is FilterPlan { Inputs: [JoinPlan { Kind: JoinType.Inner or JoinType.Cross } pairs] } both
            ? new JoinPlan(pairs.Inputs[0], pairs.Inputs[1], JoinType.Inner,
                Conjunction.Join([.. Conjunction.Split(pairs.Condition), .. Conjunction.Split(both.Condition)]), pairs.Output)
            : plan;
    }
}
