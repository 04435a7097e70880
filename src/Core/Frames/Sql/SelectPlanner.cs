namespace HotStream;

/// <summary>
/// One SELECT over its rows. Aliases may be used where Spark allows it: in GROUP BY and HAVING unless a column has that name, in ORDER BY
/// before columns.
/// </summary>
internal sealed class SelectPlanner
{
    private readonly Plan _input;
    private readonly SelectQuery _query;
    private readonly Binder _binder;
    private readonly IReadOnlyList<NamedBound> _items;
    private readonly CallExpression? _window; // what is grouped by is called as its function

    public SelectPlanner(Plan input, SelectQuery query)
    {
        _input = input;
        _query = query;
        _binder = new Binder(input.Output);
        _window = query.GroupBy?.OfType<CallExpression>().FirstOrDefault(call => Windowing.NameOf(call.Name) is { } name
            && !input.Output.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));
        _items = _binder.BindList(query.Items.SelectMany(OfWindow));
    }

    public Plan Plan()
    {
        (IReadOnlyList<Expression> orders, List<NamedBound> hidden) = Orders();
        if (_query.IsDistinct && hidden.Count > 0)
        {
            throw new AnalysisException($"With DISTINCT only what is selected can be sorted by; {hidden[0].Expression.Text} is not.");
        }

        bool isGrouped = _query.GroupBy is not null || _query.IsGroupedByAll || _query.Having is not null
            || _items.Concat(hidden).Any(item => PlanBuilder.HasAggregate(item.Expression));
        Plan plan = isGrouped
            ? PlanBuilder.Aggregate(_input, Keys(), _items, _query.Having is null ? null : _binder.Bind(WithAliases(_query.Having)), hidden)
            : PlanBuilder.Project(_input, [.. _items, .. hidden]);
        if (_query.IsDistinct)
        {
            plan = PlanBuilder.Distinct(plan);
        }

        if (orders.Count == 0)
        {
            return plan;
        }

        Plan sorted = PlanBuilder.Sort(plan, orders.Select(order => At(order, plan)));
        return hidden.Count == 0 ? sorted
            : new ProjectPlan(sorted, [.. sorted.Output.SkipLast(hidden.Count)
                .Select(column => new Computed(new BoundColumn(column), column))]);
    }

    private List<NamedBound> Keys()
    {
        if (_query.IsGroupedByAll)
        {
            return [.. _items.Where(item => !PlanBuilder.HasAggregate(item.Expression))];
        }

        return [.. (_query.GroupBy ?? []).Select(key => key is LiteralExpression { Value: int place }
            ? place >= 1 && place <= _items.Count ? _items[place - 1]
                : throw new AnalysisException($"GROUP BY {place}: there are {_items.Count} columns.")
            : _binder.BindList([WithAliases(key)])[0])];
    }

    /// <summary>
    /// What is sorted by, as numbers of columns of the result: those that are selected, and behind them hidden ones for what is not.
    /// </summary>
    private (IReadOnlyList<Expression> Orders, List<NamedBound> Hidden) Orders()
    {
        var orders = new List<Expression>();
        var hidden = new List<NamedBound>();
        foreach (Expression order in _query.Order)
        {
            Expression wanted = order is SortExpression sort ? sort.From : order;
            int place = PlaceOf(wanted);
            if (place < 0)
            {
                Bound bound = _binder.Bind(WithAliases(wanted, aliasesFirst: true));
                place = _items.ToList().FindIndex(item => item.Expression.Key == bound.Key);
                if (place < 0)
                {
                    place = _items.Count + hidden.Count;
                    hidden.Add(new NamedBound(bound, $"order{hidden.Count}"));
                }
            }

            var at = new LiteralExpression(place, DataType.Int);
            orders.Add(order is SortExpression known ? known with { From = at } : at);
        }

        return (orders, hidden);
    }

    private int PlaceOf(Expression order) => order switch
    {
        LiteralExpression { Value: int place } => place >= 1 && place <= _items.Count ? place - 1
            : throw new AnalysisException($"ORDER BY {place}: there are {_items.Count} columns."),
        NameExpression { Parts: [string name] } =>
            _items.ToList().FindIndex(item => item.Name.Equals(name, StringComparison.OrdinalIgnoreCase)),
        _ => -1,
    };

    private static Expression At(Expression order, Plan plan)
    {
        Expression Column(Expression place) => new PlanColumnExpression(plan.Output[(int)((LiteralExpression)place).Value!]);
        return order is SortExpression sort ? sort with { From = Column(sort.From) } : Column(order);
    }

    /// <summary>What is selected, where names of the window that is grouped by are the window.</summary>
    private IEnumerable<Expression> OfWindow(Expression item) => item is StarExpression { Prefix: [string prefix] } && IsWindow(prefix)
        ? [new FieldExpression(_window!, "start"), new FieldExpression(_window!, "end")]
        : [ExpressionRewriting.Rewrite(item, part => part is NameExpression name ? WindowOf(name) : null)];

    private bool IsWindow(string name) => _window is not null
        && name.Equals(Windowing.NameOf(_window.Name), StringComparison.OrdinalIgnoreCase);

    private Expression? WindowOf(NameExpression name) => !IsWindow(name.Parts[0]) ? null
        : name.Parts.Skip(1).Aggregate((Expression)_window!, (from, field) => new FieldExpression(from, field));

    private Expression WithAliases(Expression expression, bool aliasesFirst = false) => ExpressionRewriting.Rewrite(expression, part =>
    {
        if (part is NameExpression named && WindowOf(named) is { } window)
        {
            return window;
        }

        bool isAlias = part is NameExpression { Parts: [string name] }
            && (aliasesFirst || !_input.Output.Any(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
            && _query.Items.Any(item => item is AliasExpression alias && alias.Names[0].Equals(name, StringComparison.OrdinalIgnoreCase));
        return isAlias ? ((AliasExpression)_query.Items.First(item => item is AliasExpression alias
            && alias.Names[0].Equals(((NameExpression)part).Parts[0], StringComparison.OrdinalIgnoreCase))).From : null;
    });
}
