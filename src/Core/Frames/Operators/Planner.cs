namespace HotStream;

/// <summary>Says how a plan is computed.</summary>
internal static class Planner
{
    public static Node Of(Plan plan)
    {
        switch (plan)
        {
            case ScanPlan scan:
                return new ScanNode(scan);
            case ProjectPlan project:
                Bound[] expressions = [.. project.Columns.Select(column => column.Expression)];
                return new PipeNode(Of(plan.Inputs[0]), next => new ProjectSink(next, expressions, plan.Inputs[0].Output));
            case FilterPlan filter:
                Bound[] conditions = [.. Conjunction.Split(filter.Condition)];
                return new PipeNode(Of(plan.Inputs[0]), next => new FilterSink(next, conditions, plan.Inputs[0].Output));
            case GeneratePlan generate:
                return new PipeNode(Of(plan.Inputs[0]), next => new GenerateSink(next, generate));
            case AggregatePlan aggregate:
                return new AggregateNode(Of(plan.Inputs[0]), aggregate);
            case SortPlan sort:
                return new SortNode(Of(plan.Inputs[0]), sort);
            case LimitPlan limit:
                return new LimitNode(Of(plan.Inputs[0]), limit.Count, limit.Skipped, [.. plan.Output.Select(column => column.Type)]);
            case UnionPlan:
                return new UnionNode([.. plan.Inputs.Select(Of)]);
            case PartitionPlan { MayMove: false } coalesce:
                return new CoalesceNode(Of(plan.Inputs[0]), coalesce.Partitions);
            case PartitionPlan repartition:
                return new RepartitionNode(Of(plan.Inputs[0]), repartition.Partitions, [.. plan.Output.Select(column => column.Type)]);
            case JoinPlan join:
                return Join(join);
            default:
                throw new InvalidOperationException($"No way is known to compute {plan}; this is a defect of the planner.");
        }
    }

    private static Node Join(JoinPlan join)
    {
        (Plan left, Plan right) = (join.Inputs[0], join.Inputs[1]);
        switch (join.Kind)
        {
            case JoinType.Right:
                return new JoinNode(Of(right), Of(left), new JoinParts(join.Condition, right.Output, left.Output, join.Output),
                    JoinType.Left);
            case JoinType.Full:
                // Rows of the left side with their partners, then rows of the right side that have none.
                Bound Missing(PlanColumn column) =>
                    left.Output.Contains(column) ? new BoundLiteral(null, column.Type) : new BoundColumn(column);
                Plan unmatched = new ProjectPlan(new JoinPlan(right, left, JoinType.LeftAnti, join.Condition),
                    [.. join.Output.Select(column => new Computed(Missing(column), column))]);
                return new UnionNode([Join(new JoinPlan(left, right, JoinType.Left, join.Condition)), Of(unmatched)]);
            default:
                JoinType kind = join.Kind == JoinType.Cross ? JoinType.Inner : join.Kind;
                return new JoinNode(Of(left), Of(right), new JoinParts(join.Condition, left.Output, right.Output, join.Output), kind);
        }
    }
}
