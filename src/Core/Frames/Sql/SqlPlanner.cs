namespace HotStream;

/// <summary>Queries to plans, by the same <see cref="PlanBuilder"/> that the methods of frames use.</summary>
internal sealed class SqlPlanner
{
    private readonly QueryTables _tables;
    private readonly Dictionary<string, Plan> _named;

    private SqlPlanner(QueryTables tables, Dictionary<string, Plan> named)
    {
        _tables = tables;
        _named = named;
    }

    /// <summary>The plan of a query; one to try, and one that holds, where a schema is provisional.</summary>
    /// <exception cref="AnalysisException">Names or types do not fit.</exception>
    public static FramePlan Plan(ICatalog catalog, SqlQuery query)
    {
        var tables = new QueryTables(catalog);
        Plan Settled() => Plan(tables.Settle(), query);
        try
        {
            Plan plan = Plan(tables, query);
            return tables.AreProvisional ? new FramePlan(plan, Settled) : new FramePlan(plan);
        }
        catch (AnalysisException) when (tables.AreProvisional)
        {
            return new FramePlan(Settled());
        }
    }

    private static Plan Plan(QueryTables tables, SqlQuery query) =>
        new SqlPlanner(tables, new Dictionary<string, Plan>(StringComparer.OrdinalIgnoreCase)).Of(query);

    private Plan Of(SqlQuery query)
    {
        SqlPlanner inner = this;
        if (query.With.Count > 0)
        {
            inner = new SqlPlanner(_tables, new Dictionary<string, Plan>(_named, StringComparer.OrdinalIgnoreCase));
            foreach ((string name, SqlQuery named) in query.With)
            {
                inner._named[name] = inner.Of(named);
            }
        }

        Plan plan = query switch
        {
            SelectQuery select => inner.Select(select),
            SetQuery set => inner.Set(set),
            ValuesQuery values => Values(values),
            _ => throw new InvalidOperationException(query.GetType().Name),
        };
        if (query is not SelectQuery && query.Order.Count > 0)
        {
            plan = PlanBuilder.Sort(plan, query.Order);
        }

        return query.Limit is null && query.Offset == 0 ? plan : new LimitPlan(plan, query.Limit ?? long.MaxValue, query.Offset);
    }

    private Plan Select(SelectQuery query)
    {
        Plan input = query.From is null ? ScanPlan.Of(new OneRowSource()) : From(query.From);
        if (query.Where is not null)
        {
            input = PlanBuilder.Filter(input, query.Where);
        }

        return new SelectPlanner(input, query).Plan();
    }

    private Plan Set(SetQuery query)
    {
        Plan left = Of(query.Left);
        Plan right = Of(query.Right);
        if (query.Operator == "UNION")
        {
            Plan union = PlanBuilder.Union([left, right]);
            return query.IsAll ? union : PlanBuilder.Distinct(union);
        }

        if (query.IsAll)
        {
            throw new AnalysisException($"{query.Operator} ALL is not known here; {query.Operator} is.");
        }

        if (left.Output.Count != right.Output.Count)
        {
            throw new AnalysisException($"{query.Operator} needs as many columns on both sides; there are {left.Output.Count} and "
                + $"{right.Output.Count}.");
        }

        return PlanBuilder.Distinct(PlanBuilder.Join(left, right, query.Operator == "EXCEPT" ? JoinType.LeftAnti
            : JoinType.LeftSemi, (a, b) =>
            Conjunction.Join(a.Output.Zip(b.Output, (x, y) => FunctionTable.Bind("<=>", [new BoundColumn(x), new BoundColumn(y)])))));
    }

    private static Plan Values(ValuesQuery query)
    {
        foreach (IReadOnlyList<Expression> row in query.Rows.Where(row => row.Count != query.Rows[0].Count))
        {
            throw new AnalysisException($"All rows of VALUES have as many values; there are {query.Rows[0].Count} and {row.Count}.");
        }

        var binder = new Binder([]);
        Bound[][] rows = [.. query.Rows.Select(row => row.Select(value => FoldConstants.Simplify(binder.Bind(value))).ToArray())];
        var fields = new List<StructField>();
        for (int at = 0; at < rows[0].Length; at++)
        {
            Bound[] unified = TypeRules.Unify("VALUES", [.. rows.Select(row => row[at])]);
            for (int i = 0; i < rows.Length; i++)
            {
                rows[i][at] = FoldConstants.Simplify(unified[i]);
            }

            fields.Add(new StructField($"col{at + 1}", unified[0].Type));
        }

        bool areValues = rows.All(row => row.All(value => value is BoundLiteral));
        return areValues
            ? ScanPlan.Of(MemorySource.Of(new Schema(fields),
                rows.Select(row => row.Select(value => ((BoundLiteral)value).Value).ToArray())))
            : PlanBuilder.Union([.. rows.Select(row => PlanBuilder.Project(ScanPlan.Of(new OneRowSource()),
                [.. row.Select((value, at) => new NamedBound(value, fields[at].Name))]))]);
    }

    private Plan From(FromItem item)
    {
        switch (item)
        {
            case TableItem table:
                return Named(Table(table), table.Alias ?? (table.IsPath ? null : table.Name), table.Columns);
            case QueryItem query:
                return Named(Of(query.Query), query.Alias, query.Columns);
            case FunctionItem function:
                return Named(Function(function), function.Alias, null);
            case LateralItem lateral:
                Plan input = From(lateral.From);
                Bound bound = new Binder(input.Output).Bind(lateral.Function);
                return bound is BoundGenerator generator
                    ? PlanBuilder.Generate(input,
                        new BoundGenerator(generator.Inputs[0], generator.IsOuter || lateral.IsOuter, generator.HasPosition),
                        lateral.Columns, lateral.Alias)
                    : throw new AnalysisException($"LATERAL VIEW needs a function that gives rows, as explode; {bound.Text} does not.");
            case JoinItem join:
                return Join(join);
            default:
                throw new InvalidOperationException(item.GetType().Name);
        }
    }

    private Plan Join(JoinItem join)
    {
        Plan left = From(join.Left);
        Plan right = From(join.Right);
        if (join.IsAsOf)
        {
            bool keepsAll = join.Kind == JoinType.Left;
            return join.Using is not null ? AsOfBuilder.JoinUsing(left, right, keepsAll, join.Using)
                : AsOfBuilder.Join(left, right, keepsAll, (a, b) => new Binder([.. a.Output, .. b.Output]).Bind(join.On!));
        }

        if (join.Using is not null || join.IsNatural)
        {
            return PlanBuilder.JoinUsing(left, right, join.Kind, join.Using
                ?? [.. left.Output.Select(column => column.Name)
                    .Where(name => right.Output.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))]);
        }

        return join.On is null && join.Kind is not (JoinType.Inner or JoinType.Cross)
            ? throw new AnalysisException($"A join of kind {join.Kind} needs ON or USING.")
            : PlanBuilder.Join(left, right, join.Kind, (a, b) => join.On is null ? null
                : new Binder([.. a.Output, .. b.Output]).Bind(join.On));
    }

    private static Plan Named(Plan plan, string? name, IReadOnlyList<string>? columns) =>
        name is null ? plan : AliasPlan.Of(plan, name, columns);

    private Plan Table(TableItem table)
    {
        if (!table.IsPath)
        {
            return _named.TryGetValue(table.Name, out Plan? named) ? named : _tables.FindView(table.Name)
                ?? throw new AnalysisException($"There is no view "
                    + $"'{table.Name}'.{Nearest.Hint(table.Name, _named.Keys.Concat(_tables.Catalog.ViewNames))}"
                    + " CreateTempView makes one of a frame; a file stands in quotes.");
        }

        string ending = Path.GetExtension(table.Name.TrimEnd('*', '/')).TrimStart('.');
        string format = table.Format ?? (ending.Length > 0 ? ending : "json");
        return _tables.ReadFile(format, table.Name) ?? throw new AnalysisException(
            $"No format '{format}' is known for '{table.Name}'.{Nearest.Hint(format, _tables.Catalog.FormatNames)} Say one: FROM "
                + $"json.`{table.Name}`.");
    }

    private ScanPlan Function(FunctionItem function)
    {
        var binder = new Binder([]);
        Bound[] arguments = [.. function.Arguments.Select(argument =>
            FoldConstants.Simplify(Casts.Widen(binder.Bind(argument), DataType.Long)))];
        long Number(int at) => arguments[at] is BoundLiteral { Value: long value } ? value
            : throw new AnalysisException("The arguments of range are whole numbers that are written there.");
        ScanPlan Range(long start, long end, long step) => ScanPlan.Of(new RangeSource(start, end, step, _tables.Catalog.Workers));
        return function.Name.ToUpperInvariant() switch
        {
            "RANGE" when arguments.Length == 1 => Range(0, Number(0), 1),
            "RANGE" when arguments.Length is 2 or 3 => Range(Number(0), Number(1), arguments.Length == 3 ? Number(2) : 1),
            _ => throw new AnalysisException($"There is no function '{function.Name}' that gives rows; range(end) is one."),
        };
    }
}
