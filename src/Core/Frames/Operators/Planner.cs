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
                return new PipeNode(Of(plan.Inputs[0]), next => new GenerateSink(new MovedRows(next), generate));
            case MapPlan map:
                return new PipeNode(Of(plan.Inputs[0]), next => new MapSink(new MovedRows(next), map));
            case SessionPlan sessions:
                SortKey[] order = [.. sessions.Keys.Append(sessions.Own).Select(key => new SortKey(key, false, true))];
                return new SessionNode(new SortNode(Of(plan.Inputs[0]), new SortPlan(plan.Inputs[0], order)), sessions);
            case AsOfPlan join:
                return new AsOfNode(Of(plan.Inputs[0]), Of(plan.Inputs[1]), join);
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
            case JoinPlan pairs:
                return Join(pairs);
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
                return new UnionNode([Join(new JoinPlan(left, right, JoinType.Left, join.Condition, join.Output)), Of(unmatched)]);
            default:
                JoinType kind = join.Kind == JoinType.Cross ? JoinType.Inner : join.Kind;
                return new JoinNode(Of(left), Of(right), new JoinParts(join.Condition, left.Output, right.Output, join.Output), kind);
        }
    }
}
