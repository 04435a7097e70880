namespace HotStream;

/// <summary>Leaves out columns that nobody reads, down to the sources.</summary>
internal sealed class PruneColumns : IRule
{
    public Plan Apply(Plan plan) => Prune(plan, [.. plan.Output.Select(column => column.Id)]);

    private static Plan Prune(Plan plan, HashSet<long> wanted)
    {
        switch (plan)
        {
            case ScanPlan scan:
                return PruneScan(scan, wanted);
            case ProjectPlan project:
                Computed[] columns = [.. project.Columns.Where(column => wanted.Contains(column.Output.Id))];
                Plan below = Prune(plan.Inputs[0], Read(columns.Select(column => column.Expression)));
                return columns.Length == project.Columns.Count ? Same(plan, below) : new ProjectPlan(below, columns);
            case FilterPlan filter:
                return Same(plan, Prune(plan.Inputs[0], [.. wanted, .. Read([filter.Condition])]));
            case AggregatePlan aggregate:
                ComputedAggregate[] kept = [.. aggregate.Aggregates.Where(one => wanted.Contains(one.Output.Id))];
                Plan rows = Prune(plan.Inputs[0],
                    Read([.. aggregate.Keys.Select(key => key.Expression), .. kept.Select(one => one.Aggregate)]));
                return kept.Length == aggregate.Aggregates.Count ? Same(plan, rows) : new AggregatePlan(rows, aggregate.Keys, kept);
            case SortPlan sort:
                return Same(plan, Prune(plan.Inputs[0], [.. wanted, .. Read(sort.Keys.Select(key => key.Expression))]));
            case GeneratePlan generate:
                return PruneGenerate(generate, wanted);
            case JoinPlan join:
                return PruneJoin(join, wanted);
            case SessionPlan sessions:
                return Same(plan, Prune(plan.Inputs[0], [.. wanted, .. Read([.. sessions.Keys, sessions.Own])]));
            case AsOfPlan join:
                HashSet<long> both = [.. wanted, .. Read([join.LeftTime, join.RightTime, .. join.Keys is null ? []
                    : (Bound[])[join.Keys]])];
                return Same(plan, Narrow(Prune(plan.Inputs[0], both), both), Narrow(Prune(plan.Inputs[1], both), both));
            case MapPlan map:
                return Same(plan, Prune(plan.Inputs[0], [.. map.Read.Select(column => column.Id)]));
            case LimitPlan or PartitionPlan:
                return Same(plan, Prune(plan.Inputs[0], wanted));
            case UnionPlan:
                return PruneUnion(plan, wanted);
            default:
                return plan;
        }
    }

    private static ScanPlan PruneScan(ScanPlan scan, HashSet<long> wanted)
    {
        int[] kept = [.. Enumerable.Range(0, scan.Output.Count).Where(at => wanted.Contains(scan.Output[at].Id))];
        return kept.Length == scan.Output.Count ? scan
            : new ScanPlan(scan.Source, [.. kept.Select(at => scan.Output[at])], [.. kept.Select(at => scan.Projection[at])],
                scan.Conditions);
    }

    private static Plan PruneJoin(JoinPlan join, HashSet<long> wanted)
    {
        HashSet<long> read = [.. wanted, .. join.Condition is null ? [] : Read([join.Condition])];
        Plan[] sides = [.. join.Inputs.Select(side => Narrow(Prune(side, read), read))];
        PlanColumn[] kept = [.. join.Output.Where(column => wanted.Contains(column.Id))];
        return kept.Length == join.Output.Count ? Same(join, sides) : join.Narrow(sides, kept);
    }

    /// <summary>The list itself is hardly ever read above; without it every row of it would be copied with every of its values.</summary>
    private static Plan PruneGenerate(GeneratePlan generate, HashSet<long> wanted)
    {
        HashSet<long> passed = [.. generate.Inputs[0].Output.Select(column => column.Id).Where(wanted.Contains)];
        HashSet<long> read = [.. passed, .. Read([generate.Generator])];
        Plan below = Prune(generate.Inputs[0], read);
        return Same(generate, Narrow(below, read));
    }

    private static Plan PruneUnion(Plan union, HashSet<long> wanted)
    {
        int[] kept = [.. Enumerable.Range(0, union.Output.Count).Where(at => wanted.Contains(union.Output[at].Id))];
        if (kept.Length == union.Output.Count || kept.Length == 0)
        {
            return Same(union, [.. union.Inputs.Select(input => Prune(input, [.. input.Output.Select(column => column.Id)]))]);
        }

        return new UnionPlan([.. union.Inputs.Select(input =>
        {
            PlanColumn[] columns = [.. kept.Select(at => input.Output[at])];
            Plan pruned = Prune(input, [.. columns.Select(column => column.Id)]);
            return pruned.Output.SequenceEqual(columns) ? pruned
                : new ProjectPlan(pruned, [.. columns.Select(column => new Computed(new BoundColumn(column), column))]);
        })], [.. kept.Select(at => union.Output[at])]);
    }

    /// <summary>The plan with only the columns that are read, where copying the others costs something.</summary>
    private static Plan Narrow(Plan plan, HashSet<long> read)
    {
        PlanColumn[] kept = [.. plan.Output.Where(column => read.Contains(column.Id))];
        return kept.Length == plan.Output.Count ? plan
            : new ProjectPlan(plan, [.. kept.Select(column => new Computed(new BoundColumn(column), column))]);
    }

    private static HashSet<long> Read(IEnumerable<Bound> expressions) =>
        [.. expressions.SelectMany(expression => expression.Columns()).Select(column => column.Id)];

    private static Plan Same(Plan plan, params IReadOnlyList<Plan> inputs) =>
        inputs.SequenceEqual(plan.Inputs, ReferenceEqualityComparer.Instance) ? plan : plan.With(inputs);
}
