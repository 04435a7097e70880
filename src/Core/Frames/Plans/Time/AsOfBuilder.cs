namespace HotStream;

/// <summary>Makes as-of joins of conditions: equalities, and one comparison of both sides.</summary>
internal static class AsOfBuilder
{
    public static Plan Join(Plan left, Plan right, bool keepsAll, Func<Plan, Plan, Bound> condition)
    {
        right = PlanBuilder.WithOwnColumns(left, right);
        var ofLeft = left.Output.Select(column => column.Id).ToHashSet();
        var ofRight = right.Output.Select(column => column.Id).ToHashSet();
        bool Reads(Bound part, HashSet<long> side) => part.Columns().Any() && part.Columns().All(column => side.Contains(column.Id));
        var keys = new List<Bound>();
        BoundCall? order = null;
        foreach (Bound part in Conjunction.Split(PlanBuilder.Condition(condition(left, right))))
        {
            bool speaksOfBoth = part is BoundCall { Inputs: [var a, var b] }
                && ((Reads(a, ofLeft) && Reads(b, ofRight)) || (Reads(a, ofRight) && Reads(b, ofLeft)));
            if (speaksOfBoth && part is BoundCall { Name: "=" or "<=>" })
            {
                keys.Add(part);
            }
            else if (speaksOfBoth && order is null && part is BoundCall { Name: "<" or "<=" or ">" or ">=" } comparison)
            {
                order = comparison;
            }
            else
            {
                throw new AnalysisException("An as-of join has equalities and one of <, <=, >, >= between both sides, as a.k = b.k AND "
                    + $"a.time >= b.time; {part.Text} is none of them, or another one.");
            }
        }

        if (order is null)
        {
            throw new AnalysisException("An as-of join needs one of <, <=, >, >= between both sides, as a.time >= b.time.");
        }

        // Whatever was written, the first input is the smaller one.
        bool isBefore = Reads(order.Inputs[1], ofLeft);
        return new AsOfPlan(left, right, Conjunction.Join(keys), order.Inputs[isBefore ? 1 : 0], order.Inputs[isBefore ? 0 : 1],
            new AsOfMatch(isBefore, order.Name is "<=" or ">=", keepsAll));
    }

    /// <summary>By columns of equal names, of which the last is compared: the last row that is not later.</summary>
    public static Plan JoinUsing(Plan left, Plan right, bool keepsAll, IReadOnlyList<string> names)
    {
        Bound Of(Plan plan, string name) => new Binder(plan.Output).Bind(new NameExpression([name]));
        Plan join = Join(left, right, keepsAll, (a, b) => Conjunction.Join(names.Select((name, at) =>
            FunctionTable.Bind(at == names.Count - 1 ? ">=" : "=", [Of(a, name), Of(b, name)])))!);
        bool IsKey(PlanColumn column) => names.Contains(column.Name, StringComparer.OrdinalIgnoreCase);
        return PlanBuilder.Project(join, [.. names.Select(name => new NamedBound(Of(left, name), ((BoundColumn)Of(left,
            name)).Column.Name)),
            .. join.Output.Where(column => !IsKey(column)).Select(column => new NamedBound(new BoundColumn(column), column.Name))]);
    }
}
