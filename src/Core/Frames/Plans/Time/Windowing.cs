namespace HotStream;

/// <summary>Windows among expressions become columns of the rows below.</summary>
internal static class Windowing
{
    /// <summary>Whether a function is one of windows, and what its column is called.</summary>
    public static string? NameOf(string function) => function switch
    {
        "window" or "tumble" or "hop" => BoundWindows.Sliding,
        BoundWindows.Session => BoundWindows.Session,
        _ => null,
    };

    /// <summary>The rows with their windows, and what expressions over rows become then.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="keys">What they are grouped by.</param>
    /// <param name="others">Other expressions.</param>
    public static (Plan Rows, Func<Bound, Bound> Over) Take(Plan input, IEnumerable<Bound> keys, IEnumerable<Bound> others)
    {
        Bound[] known = [.. keys];
        BoundWindows[] found = [.. known.Concat(others).SelectMany(expression => expression.All()).OfType<BoundWindows>()
            .DistinctBy(windows => windows.Key)];
        if (found.Length > 1)
        {
            throw new AnalysisException($"Rows are put into windows of one kind at a time, not of {found[0].Text} and {found[1].Text}.");
        }

        if (found.Length == 0)
        {
            // Rows without a time are in no window.
            return (known.SelectMany(key => key.All()).OfType<BoundCall>().DistinctBy(call => call.Key)
                .Where(call => call.Name.StartsWith("window ", StringComparison.Ordinal))
                .Aggregate(input, (rows, call) => new FilterPlan(rows, FunctionTable.Bind("isnotnull", [call.Inputs[0]]))), same => same);
        }

        BoundWindows window = found[0];
        PlanColumn column = PlanColumn.Create(window.Name, window.Type);
        Plan plan = window.Name == BoundWindows.Sliding
            ? new GeneratePlan(input, new BoundGenerator(window.Inputs[0], false, false), [column])
            : known.Any(key => key.Key == window.Key)
                ? new SessionPlan(input, [.. known.Where(key => key.Key != window.Key)], window.Inputs[0], column)
                : throw new AnalysisException($"{window.Text} stands in GROUP BY only.");
        return (plan, expression => expression.Rewrite(part => part.Key == window.Key ? new BoundColumn(column) : null));
    }
}
