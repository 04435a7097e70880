namespace HotStream;

/// <summary>Two projections, one on the other, are one; one that passes all columns on as they are is none.</summary>
internal sealed class MergeProjects : IRule
{
    public Plan Apply(Plan plan) => plan.FromBottom(node =>
    {
        if (node is ProjectPlan { Inputs: [ProjectPlan below] } above
            && above.Columns.Select(column => column.Expression).MayGoThrough(below.Columns))
        {
            return new ProjectPlan(below.Inputs[0],
                [.. above.Columns.Select(column => column with { Expression = column.Expression.Through(below.Columns) })]);
        }

        return node is ProjectPlan same && same.Columns.Count == same.Inputs[0].Output.Count
            && same.Columns.Select((column, at) => column.Output == same.Inputs[0].Output[at]
                && column.Expression is BoundColumn known && known.Column.Id == column.Output.Id).All(isSame => isSame)
            ? same.Inputs[0] : node;
    });
}
