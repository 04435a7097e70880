namespace HotStream;

/// <summary>
/// Settles names and types: from what a user wrote to what can be computed. Names are looked for among the columns of the plan below,
/// first with their table, then as fields of a struct; case counts only where it decides between two.
/// </summary>
internal sealed class Binder(IReadOnlyList<PlanColumn> columns)
{
    private const int DepthMax = 256;
    private int _depth;

    public IReadOnlyList<PlanColumn> Columns { get; } = columns;

    public Bound Bind(Expression expression)
    {
        if (++_depth > DepthMax)
        {
            throw new AnalysisException($"The expression is nested more than {DepthMax} levels deep.");
        }

        try
        {
            return expression switch
            {
                NameExpression name => BindName(name),
                PlanColumnExpression known => Columns.Any(column => column.Id == known.Column.Id) ? new BoundColumn(known.Column)
                    : BindName(new NameExpression([known.Column.Name])),
                LiteralExpression literal => new BoundLiteral(literal.Value, literal.Type),
                CastExpression cast => cast.IsTry ? Casts.Try(Bind(cast.From), cast.Type) : Casts.To(Bind(cast.From), cast.Type),
                FieldExpression field => Fields.Of(Bind(field.From), field.Field),
                AliasExpression alias => Bind(alias.From),
                CaseExpression cases => ConditionFunctions.Case(
                    [.. cases.Branches.Select(branch => (Bind(branch.When), Bind(branch.Then)))],
                    cases.Else is null ? null : Bind(cases.Else)),
                CallExpression call => BindCall(call),
                StarExpression => throw new AnalysisException("* cannot stand here: only alone in SELECT, or in count(*)."),
                SortExpression => throw new AnalysisException("An order cannot stand here: only in ORDER BY."),
                _ => throw new AnalysisException($"{expression} cannot stand here."),
            };
        }
        finally
        {
            _depth--;
        }
    }

    /// <summary>The results of a list of SELECT with their names; stars are spread out.</summary>
    public IReadOnlyList<NamedBound> BindList(IEnumerable<Expression> expressions) => [.. expressions.SelectMany(BindItem)];

    /// <summary>The columns that a star stands for.</summary>
    public IEnumerable<NamedBound> Spread(StarExpression star)
    {
        if (star.Prefix.Count == 0)
        {
            return Columns.Select(column => new NamedBound(new BoundColumn(column), column.Name));
        }

        PlanColumn[] ofTable = [.. Columns.Where(column => star.Prefix.Count == 1 && Same(column.Qualifier, star.Prefix[0]))];
        if (ofTable.Length > 0)
        {
            return ofTable.Select(column => new NamedBound(new BoundColumn(column), column.Name));
        }

        Bound from = BindName(new NameExpression(star.Prefix));
        return from.Type is StructType structure
            ? structure.Fields.Select(field => new NamedBound(Fields.Of(from, field.Name), field.Name))
            : throw new AnalysisException($"{string.Join('.', star.Prefix)}.* needs a table or a struct; it is {from.Type}.");
    }

    private static bool Same(string? left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<NamedBound> BindItem(Expression expression)
    {
        if (expression is StarExpression star)
        {
            return Spread(star);
        }

        Bound bound = Bind(expression);
        if (expression is AliasExpression alias)
        {
            return [new NamedBound(bound, alias.Names[0]) { MoreNames = [.. alias.Names.Skip(1)] }];
        }

        string name = expression switch
        {
            NameExpression named => named.Parts[^1],
            FieldExpression field => field.Field,
            CallExpression { Name: "window" or "tumble" or "hop" } => BoundWindows.Sliding,
            CallExpression { Name: BoundWindows.Session } => BoundWindows.Session,
            _ => bound.Text,
        };
        return [new NamedBound(bound, name)];
    }

    private Bound BindCall(CallExpression call)
    {
        if (call is { Name: "explode" or "explode_outer" or "posexplode" or "posexplode_outer" })
        {
            Arguments.Check(call.Name, [.. call.Arguments.Select(Bind)], 1);
            Bound input = Bind(call.Arguments[0]);
            return input.Type.Kind is TypeKind.Array or TypeKind.Map
                ? new BoundGenerator(input, call.Name.EndsWith("outer", StringComparison.Ordinal),
                    call.Name.StartsWith("pos", StringComparison.Ordinal))
                : throw new AnalysisException($"{call.Name} takes a list or a map; {input.Text} is {input.Type}.");
        }

        if (call.Name == BoundWindows.Session)
        {
            return WindowFunctions.Session([.. call.Arguments.Select(Bind)]);
        }

        if (AggregateTable.Find(call.Name) is { } aggregate && !FunctionTable.Has(call.Name))
        {
            return BindAggregate(call, aggregate);
        }

        if (!FunctionTable.Has(call.Name))
        {
            throw new AnalysisException($"There is no function '{call.Name}'."
                + Nearest.Hint(call.Name, FunctionTable.Names.Concat(AggregateTable.Names)));
        }

        return call.IsDistinct || call.Filter is not null
            ? throw new AnalysisException($"{call.Name} is no aggregate, so that DISTINCT and FILTER have no meaning.")
            : FunctionTable.Bind(call.Name, [.. call.Arguments.Select(Bind)]);
    }

    private BoundAggregate BindAggregate(CallExpression call, AggregateFunction function)
    {
        Bound[] arguments = call.Arguments is [StarExpression { Prefix.Count: 0 }] ? [] : [.. call.Arguments.Select(Bind)];
        if (arguments.SelectMany(argument => argument.All()).Any(part => part is BoundAggregate))
        {
            throw new AnalysisException($"An aggregate cannot be in another one: {ExpressionText.Of(call)}.");
        }

        if (function.Name == "count" && arguments.All(argument => argument is BoundLiteral { Value: not null }))
        {
            arguments = []; // count(1) counts rows
        }

        AggregateFunction.Binding binding = function.Bind(arguments);
        Bound[] inputs = call.Filter is null ? [.. binding.Inputs] : [.. binding.Inputs, Bind(call.Filter)];
        return new BoundAggregate(function, inputs, binding.Type, binding.State, call.IsDistinct, call.Filter is not null,
            ExpressionText.Of(call with { Filter = null, Name = function.Name }));
    }

    private Bound BindName(NameExpression name)
    {
        IReadOnlyList<string> parts = name.Parts;
        if (parts.Count > 1 && Find(parts[1], parts[0]) is { } qualified)
        {
            return Inside(qualified, parts.Skip(2));
        }

        return Find(parts[0], null) is { } column ? Inside(column, parts.Skip(1))
            : throw new AnalysisException($"There is no column '{string.Join('.', parts)}'."
                + Nearest.Hint(string.Join('.', parts), Columns.Select(known => known.Name)));
    }

    private PlanColumn? Find(string name, string? qualifier)
    {
        PlanColumn[] found = [.. Columns.Where(column => Same(column.Name, name)
            && (qualifier is null || Same(column.Qualifier, qualifier)))];
        if (found.Length > 1 && found.Count(column => column.Name == name) is 1)
        {
            return found.Single(column => column.Name == name);
        }

        if (found.Length <= 1 || found.All(column => column.Id == found[0].Id))
        {
            return found.FirstOrDefault();
        }

        string which = string.Join(" and ",
            found.Select(column => column.Qualifier is null ? column.Name : $"{column.Qualifier}.{column.Name}"));
        throw new AnalysisException($"'{name}' may be any of {which}; say which, or rename one.");
    }

    private static Bound Inside(PlanColumn column, IEnumerable<string> fields) =>
        fields.Aggregate((Bound)new BoundColumn(column), Fields.Of);
}
