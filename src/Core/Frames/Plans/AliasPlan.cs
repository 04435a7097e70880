namespace HotStream;

/// <summary>Puts a table's name before the columns of a plan. It is a matter of names only: the rows are the same.</summary>
internal static class AliasPlan
{
    public static Plan Of(Plan input, string name, IReadOnlyList<string>? columns = null)
    {
        if (columns is not null && columns.Count != input.Output.Count)
        {
            throw new AnalysisException($"{name} names {columns.Count} columns; there are {input.Output.Count}.");
        }

        return new ProjectPlan(input, [.. input.Output.Select((column, at) =>
            new Computed(new BoundColumn(column), PlanColumn.Create(columns?[at] ?? column.Name, column.Type, name)))]);
    }
}
