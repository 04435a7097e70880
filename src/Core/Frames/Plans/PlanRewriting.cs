namespace HotStream;

/// <summary>Ways to go through a plan.</summary>
internal static class PlanRewriting
{
    /// <summary>The tree with every node replaced, from the bottom up; the same object when nothing changed.</summary>
    public static Plan FromBottom(this Plan plan, Func<Plan, Plan> replace)
    {
        Plan[] inputs = [.. plan.Inputs.Select(input => input.FromBottom(replace))];
        return replace(inputs.AsSpan().SequenceEqual([.. plan.Inputs], ReferenceEqualityComparer.Instance) ? plan : plan.With(inputs));
    }

    /// <summary>Where the rows of a plan come from.</summary>
    public static IEnumerable<FrameSource> AllSources(this Plan plan) =>
        plan is ScanPlan scan ? [scan.Source] : plan.Inputs.SelectMany(AllSources);

    /// <summary>An expression over the columns of a projection as one over the columns below it.</summary>
    public static Bound Through(this Bound expression, IReadOnlyList<Computed> columns) => expression.Rewrite(part =>
        part is BoundColumn column && columns.FirstOrDefault(computed => computed.Output.Id == column.Column.Id) is { } computed
            ? computed.Expression : null);

    /// <summary>
    /// Whether expressions over a projection may become ones over what is below it: not when a large one would stand there several times,
    /// as
    /// a tree of such steps would double with each.
    /// </summary>
    public static bool MayGoThrough(this IEnumerable<Bound> expressions, IReadOnlyList<Computed> columns)
    {
        const int RepeatedMax = 64; // parts of expressions
        var uses = expressions.SelectMany(expression => expression.Columns()).CountBy(column => column.Id).ToDictionary();
        return columns.Sum(column => Math.Max(0, uses.GetValueOrDefault(column.Output.Id) - 1L)
            * (column.Expression.All().Take(RepeatedMax + 2).Count() - 1)) <= RepeatedMax;
    }

    /// <summary>The node with every expression in it replaced; its inputs and columns stay.</summary>
    public static Plan WithExpressions(this Plan plan, Func<Bound, Bound> replace)
    {
        bool changed = false;
        Bound Replace(Bound expression)
        {
            Bound replaced = replace(expression);
            changed |= !ReferenceEquals(replaced, expression);
            return replaced;
        }

        Plan replacedPlan = plan switch
        {
            ProjectPlan project => new ProjectPlan(plan.Inputs[0],
                [.. project.Columns.Select(one => one with { Expression = Replace(one.Expression) })]),
            FilterPlan filter => new FilterPlan(plan.Inputs[0], Replace(filter.Condition)),
            AggregatePlan aggregate =>
                new AggregatePlan(plan.Inputs[0], [.. aggregate.Keys.Select(key => key with { Expression = Replace(key.Expression) })],
                [.. aggregate.Aggregates.Select(one => one with { Aggregate = (BoundAggregate)Replace(one.Aggregate) })]),
            SortPlan sort => new SortPlan(plan.Inputs[0], [.. sort.Keys.Select(key => key with { Expression = Replace(key.Expression) })],
                sort.Limit),
            JoinPlan { Condition: { } condition } join => new JoinPlan(plan.Inputs[0], plan.Inputs[1], join.Kind, Replace(condition),
                plan.Output),
            SessionPlan sessions => new SessionPlan(plan.Inputs[0], [.. sessions.Keys.Select(Replace)], Replace(sessions.Own),
                sessions.Session),
            AsOfPlan join => new AsOfPlan(plan.Inputs[0], plan.Inputs[1], join.Keys is null ? null
                : Replace(join.Keys), Replace(join.LeftTime),
                Replace(join.RightTime), join.Match),
            GeneratePlan generate => new GeneratePlan(plan.Inputs[0], (BoundGenerator)Replace(generate.Generator), generate.Generated),
            _ => plan,
        };
        return changed ? replacedPlan : plan;
    }
}
