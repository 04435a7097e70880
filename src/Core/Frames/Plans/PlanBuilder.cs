namespace HotStream;

/// <summary>
/// Makes plans of what users write: both the methods of frames and SQL come here, so that the same words mean the same. Names and types are
/// settled at once, so that a mistake is refused where it is made.
/// </summary>
internal static class PlanBuilder
{
    /// <summary>SELECT: expressions over rows, or aggregates over all of them.</summary>
    public static Plan Select(Plan input, IEnumerable<Expression> expressions)
    {
        IReadOnlyList<NamedBound> items = new Binder(input.Output).BindList(expressions);
        return items.Any(item => HasAggregate(item.Expression)) ? Aggregate(input, [], items, null) : Project(input, items);
    }

    public static Plan Filter(Plan input, Expression condition) =>
        new FilterPlan(input, Condition(new Binder(input.Output).Bind(condition)));

    /// <summary>GROUP BY with what is selected over the groups.</summary>
    /// <param name="input">The rows.</param>
    /// <param name="keys">The grouping expressions.</param>
    /// <param name="items">What is selected, bound over the rows.</param>
    /// <param name="having">A condition on groups, bound over the rows.</param>
    /// <param name="hidden">More expressions that a sort above needs; their columns come last.</param>
    public static Plan Aggregate(Plan input, IReadOnlyList<NamedBound> keys, IReadOnlyList<NamedBound> items, Bound? having,
        params IReadOnlyList<NamedBound> hidden)
    {
        foreach (NamedBound key in keys.Where(key => HasAggregate(key.Expression)))
        {
            throw new AnalysisException($"An aggregate cannot be grouped by: {key.Expression.Text}.");
        }

        (input, Func<Bound, Bound> over) = Windowing.Take(input, keys.Select(key => key.Expression),
            [.. items.Concat(hidden).Select(item => item.Expression), .. having is null ? [] : (Bound[])[having]]);
        having = having is null ? null : over(having);
        NamedBound OverWindows(NamedBound item) => item with { Expression = over(item.Expression) };
        Computed[] computed = [.. keys.Select(OverWindows).Select(Computed.Of)];
        var aggregates = new Dictionary<string, ComputedAggregate>();
        Bound Over(Bound expression) => OverGroups(expression, computed, aggregates);
        NamedBound[] results = [.. items.Concat(hidden).Select(OverWindows).Select(item =>
            item with { Expression = Over(item.Expression) })];
        Bound? condition = having is null ? null : Condition(Over(having));
        Plan grouped = new AggregatePlan(input, computed, [.. aggregates.Values]);
        return Project(condition is null ? grouped : new FilterPlan(grouped, condition), results);
    }

    public static Plan Sort(Plan input, IEnumerable<Expression> orders)
    {
        var binder = new Binder(input.Output);
        return new SortPlan(input, [.. orders.Select(order => Key(order, binder.Bind(order is SortExpression sort ? sort.From : order)))]);
    }

    public static SortKey Key(Expression order, Bound expression)
    {
        if (expression.Type.Kind == TypeKind.Map)
        {
            throw new AnalysisException($"Maps have no order: {expression.Text}.");
        }

        bool isDescending = order is SortExpression { IsDescending: true };
        return new SortKey(expression, isDescending, (order as SortExpression)?.NullsFirst ?? !isDescending);
    }

    public static Plan Distinct(Plan input) => new AggregatePlan(input,
        [.. input.Output.Select(column => new Computed(new BoundColumn(column), column))], []);

    /// <summary>UNION ALL by place; columns take the names of the first plan and the types that all have in common.</summary>
    public static Plan Union(IReadOnlyList<Plan> inputs)
    {
        foreach (Plan input in inputs.Where(input => input.Output.Count != inputs[0].Output.Count))
        {
            throw new AnalysisException($"A union needs as many columns on both sides; there are {inputs[0].Output.Count} and "
                + $"{input.Output.Count}.");
        }

        var output = new List<PlanColumn>();
        for (int i = 0; i < inputs[0].Output.Count; i++)
        {
            DataType type = inputs.Select(input => input.Output[i].Type).Aggregate((left, right) => TypeRules.Common(left, right)
                ?? throw new AnalysisException($"Column '{inputs[0].Output[i].Name}' of a union is {left} and {right}."));
            output.Add(PlanColumn.Create(inputs[0].Output[i].Name, type));
        }

        return new UnionPlan([.. inputs.Select(input => Project(input, [.. input.Output.Select((column, at) =>
            new NamedBound(Casts.Widen(new BoundColumn(column), output[at].Type), column.Name))]))], output);
    }

    /// <summary>A join; columns that both sides have under the same number get new ones on the right.</summary>
    public static Plan Join(Plan left, Plan right, JoinType kind, Func<Plan, Plan, Bound?> condition)
    {
        right = WithOwnColumns(left, right);
        Bound? bound = condition(left, right);
        return new JoinPlan(left, right, kind, bound is null ? null : Condition(bound));
    }

    /// <summary>A join by columns of equal names, which are there once in the result.</summary>
    public static Plan JoinUsing(Plan left, Plan right, JoinType kind, IReadOnlyList<string> names)
    {
        right = WithOwnColumns(left, right);
        Bound Of(Plan plan, string name) => new Binder(plan.Output).Bind(new NameExpression([name]));
        Bound? condition = null;
        foreach (string name in names)
        {
            Bound equal = OperatorFunctions.AreEqual(Of(left, name), Of(right, name));
            condition = condition is null ? equal : FunctionTable.Bind("and", [condition, equal]);
        }

        Plan join = new JoinPlan(left, right, kind, condition);
        if (kind is JoinType.LeftSemi or JoinType.LeftAnti)
        {
            return join;
        }

        NamedBound Key(string name) => new(kind switch
        {
            JoinType.Full => FunctionTable.Bind("coalesce", [Of(left, name), Of(right, name)]),
            JoinType.Right => Of(right, name),
            _ => Of(left, name),
        }, ((BoundColumn)Of(left, name)).Column.Name);
        bool IsKey(PlanColumn column) => names.Contains(column.Name, StringComparer.OrdinalIgnoreCase);
        return Project(join, [.. names.Select(Key),
            .. join.Output.Where(column => !IsKey(column)).Select(column => new NamedBound(new BoundColumn(column), column.Name))]);
    }

    /// <summary>Expressions over rows; a function that gives several rows becomes a plan of its own below.</summary>
    public static Plan Project(Plan input, IReadOnlyList<NamedBound> items)
    {
        (input, Func<Bound, Bound> over) = Windowing.Take(input, [], items.Select(item => item.Expression));
        items = [.. items.Select(item => item with { Expression = over(item.Expression) })];
        NamedBound[] generators = [.. items.Where(item => item.Expression is BoundGenerator)];
        if (items.Any(item => item.Expression is not BoundGenerator && item.Expression.All().Any(part => part is BoundGenerator))
            || generators.Length > 1)
        {
            throw new AnalysisException("explode stands alone, once in a SELECT; use it in a frame of its own and go on from that.");
        }

        if (generators.Length == 0)
        {
            return new ProjectPlan(input, [.. items.Select(Computed.Of)]);
        }

        GeneratePlan generate = Generate(input, (BoundGenerator)generators[0].Expression,
            generators[0].Name == generators[0].Expression.Text ? null : [generators[0].Name, .. generators[0].MoreNames]);
        return new ProjectPlan(generate, [.. items.SelectMany(item => item.Expression is BoundGenerator
            ? generate.Generated.Select(column => new Computed(new BoundColumn(column), column)) : [Computed.Of(item)])]);
    }

    /// <summary>The rows of lists or maps; names are Spark's unless others are given.</summary>
    public static GeneratePlan Generate(Plan input, BoundGenerator generator, IReadOnlyList<string>? names, string? qualifier = null)
    {
        DataType from = generator.Inputs[0].Type;
        (string Name, DataType Type)[] columns =
        [
            .. generator.HasPosition ? [("pos", DataType.Int)] : Array.Empty<(string, DataType)>(),
            .. from is MapType map ? [("key", map.Key), ("value", map.Value)] : ((string, DataType)[])[("col", ((ArrayType)from).Element)],
        ];
        if (names is not null && names.Count != columns.Length && !(names.Count == 1 && columns.Length == 1))
        {
            throw new AnalysisException($"{generator.Text} gives {columns.Length} columns; {names.Count} names are given for them.");
        }

        return new GeneratePlan(input, generator,
            [.. columns.Select((column, at) => PlanColumn.Create(names?[at] ?? column.Name, column.Type, qualifier))]);
    }

    public static Bound Condition(Bound condition)
    {
        if (condition.All().FirstOrDefault(part => part is BoundAggregate or BoundGenerator) is { } wrong)
        {
            throw new AnalysisException($"{wrong.Text} cannot stand in a condition on rows; on groups it can, in HAVING.");
        }

        return condition.Type.Kind is TypeKind.Boolean or TypeKind.Null ? Casts.Widen(condition, DataType.Boolean)
            : throw new AnalysisException($"A condition must be a boolean; {condition.Text} is {condition.Type}.");
    }

    public static bool HasAggregate(Bound expression) => expression.All().Any(part => part is BoundAggregate);

    /// <summary>The right side of a join with numbers of its own for columns that the left side has too.</summary>
    public static Plan WithOwnColumns(Plan left, Plan right)
    {
        var taken = left.Output.Select(column => column.Id).ToHashSet();
        return right.Output.Any(column => taken.Contains(column.Id))
            ? new ProjectPlan(right, [.. right.Output.Select(column => new Computed(new BoundColumn(column), column.WithNewId()))])
            : right;
    }

    /// <summary>The expression over the grouped rows: keys and aggregates by the columns that hold them.</summary>
    private static Bound OverGroups(Bound expression, Computed[] keys, Dictionary<string, ComputedAggregate> aggregates)
    {
        return expression.Rewrite(part =>
        {
            if (Array.Find(keys, key => key.Expression.Key == part.Key) is { } key)
            {
                return new BoundColumn(key.Output);
            }

            if (part is BoundAggregate aggregate)
            {
                if (!aggregates.TryGetValue(aggregate.Key, out ComputedAggregate? computed))
                {
                    computed = new ComputedAggregate(aggregate, PlanColumn.Create(aggregate.Text, aggregate.Type));
                    aggregates.Add(aggregate.Key, computed);
                }

                return new BoundColumn(computed.Output);
            }

            return part is BoundColumn column
                ? throw new AnalysisException($"'{column.Column.Name}' is neither grouped by nor inside of an aggregate; group by it, or "
                    + $"take first({column.Column.Name}).")
                : null;
        });
    }
}
