namespace HotStream;

/// <summary>
/// Says to a source that takes conditions what is asked of single columns, so that it need not read what cannot be wanted. The filter
/// stays: a source leaves out what it can, not what it must.
/// </summary>
internal sealed class PushConditions : IRule
{
    public Plan Apply(Plan plan) => plan.FromBottom(node =>
        node is FilterPlan { Inputs: [ScanPlan { Source.TakesConditions: true } scan] } filter ? Push(filter, scan) : node);

    private static Plan Push(FilterPlan filter, ScanPlan scan)
    {
        ColumnCondition[] conditions =
            [.. Conjunction.Split(filter.Condition).Select(condition => Of(condition, scan)).OfType<ColumnCondition>()];
        return conditions.SequenceEqual(scan.Conditions) ? filter
            : filter.With([new ScanPlan(scan.Source, scan.Output, scan.Projection, conditions)]);
    }

    private static ColumnCondition? Of(Bound condition, ScanPlan scan)
    {
        if (condition is not BoundCall call)
        {
            return null;
        }

        ConditionOperator? wanted = call.Name switch
        {
            "=" or "==" => ConditionOperator.Equal,
            "<" or ">" => ConditionOperator.Less, // a > b is bound as b < a, under its own name
            "<=" or ">=" => ConditionOperator.LessOrEqual,
            "isnull" => ConditionOperator.IsNull,
            "isnotnull" => ConditionOperator.IsNotNull,
            _ => null,
        };
        return (wanted, call.Inputs) switch
        {
            (null, _) => null,
            (_, [BoundColumn column]) => new ColumnCondition(PlaceOf(column, scan), wanted.Value, null),
            (_, [BoundColumn column, BoundLiteral { Value: not null } literal]) when IsComparable(column, literal) =>
                new ColumnCondition(PlaceOf(column, scan), wanted.Value, literal.Value),
            (_, [BoundLiteral { Value: not null } literal, BoundColumn column]) when IsComparable(column, literal) =>
                new ColumnCondition(PlaceOf(column, scan), Mirrored(wanted.Value), literal.Value),
            _ => null,
        };
    }

    private static bool IsComparable(BoundColumn column, BoundLiteral literal) => column.Type == literal.Type && column.Type.Kind is
        TypeKind.Boolean or TypeKind.Int or TypeKind.Long or TypeKind.Double or TypeKind.String or TypeKind.Date or TypeKind.Timestamp;

    private static int PlaceOf(BoundColumn column, ScanPlan scan) =>
        scan.Projection[scan.Output.ToList().FindIndex(known => known.Id == column.Column.Id)];

    private static ConditionOperator Mirrored(ConditionOperator wanted) => wanted switch
    {
        ConditionOperator.Less => ConditionOperator.Greater,
        ConditionOperator.LessOrEqual => ConditionOperator.GreaterOrEqual,
        _ => wanted,
    };
}
