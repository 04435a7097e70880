namespace HotStream;

/// <summary>
/// What a user wrote, before anybody looked what names mean: the tree behind <see cref="Column"/> and of SQL's expressions.
/// </summary>
internal abstract record Expression
{
    /// <summary>Where in a text of SQL it began; -1 when it was not text.</summary>
    public int Position { get; init; } = -1;
}

/// <summary>A name, perhaps of a column with its table before it, or of a field in a struct: <c>a.b.c</c>.</summary>
internal sealed record NameExpression(IReadOnlyList<string> Parts) : Expression;

/// <summary>A column of a frame that was named already.</summary>
internal sealed record PlanColumnExpression(PlanColumn Column) : Expression;

/// <summary>A value: bool, int, long, double, decimal, WideDecimal, string, DateOnly, DateTime, TimeSpan or null.</summary>
internal sealed record LiteralExpression(object? Value, DataType Type) : Expression;

/// <summary>A function or an operator, by its name in lower case; operators by their signs.</summary>
internal sealed record CallExpression(string Name, IReadOnlyList<Expression> Arguments, bool IsDistinct = false) : Expression
{
    /// <summary>FILTER (WHERE ...) of an aggregate.</summary>
    public Expression? Filter { get; init; }
}

/// <summary>A field of a struct, a value of a map.</summary>
internal sealed record FieldExpression(Expression From, string Field) : Expression;

/// <summary>CAST, or TRY_CAST, which is null where it fails also under ANSI.</summary>
internal sealed record CastExpression(Expression From, DataType Type, bool IsTry = false) : Expression;

/// <summary>CASE: conditions with values, and what holds for none of them.</summary>
internal sealed record CaseExpression(IReadOnlyList<(Expression When, Expression Then)> Branches, Expression? Else) : Expression;

/// <summary>A name for a result; several for a function that gives several columns.</summary>
internal sealed record AliasExpression(Expression From, IReadOnlyList<string> Names) : Expression;

/// <summary>All columns, of a table, or all fields of a struct.</summary>
internal sealed record StarExpression(IReadOnlyList<string> Prefix) : Expression;

/// <summary>An order; nulls first unless it says otherwise, last when descending.</summary>
internal sealed record SortExpression(Expression From, bool IsDescending, bool? NullsFirst) : Expression;
