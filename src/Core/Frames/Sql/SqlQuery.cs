namespace HotStream;

/// <summary>A query as it is written.</summary>
internal abstract record SqlQuery
{
    /// <summary>Named queries that it may use: WITH.</summary>
    public IReadOnlyList<(string Name, SqlQuery Query)> With { get; init; } = [];

    /// <summary>ORDER BY.</summary>
    public IReadOnlyList<Expression> Order { get; init; } = [];

    /// <summary>LIMIT; null without one.</summary>
    public long? Limit { get; init; }

    /// <summary>OFFSET.</summary>
    public long Offset { get; init; }
}

/// <summary>SELECT.</summary>
internal sealed record SelectQuery(IReadOnlyList<Expression> Items, bool IsDistinct, FromItem? From, Expression? Where,
    IReadOnlyList<Expression>? GroupBy,
    bool IsGroupedByAll, Expression? Having) : SqlQuery;

/// <summary>Two queries with UNION, EXCEPT or INTERSECT between.</summary>
internal sealed record SetQuery(SqlQuery Left, SqlQuery Right, string Operator, bool IsAll) : SqlQuery;

/// <summary>VALUES.</summary>
internal sealed record ValuesQuery(IReadOnlyList<IReadOnlyList<Expression>> Rows) : SqlQuery;

/// <summary>What stands in FROM.</summary>
internal abstract record FromItem(int Position);

/// <summary>A view, or a file: <c>json.`path`</c>, <c>'path.json'</c>.</summary>
internal sealed record TableItem(string? Format, string Name, bool IsPath, string? Alias, IReadOnlyList<string>? Columns, int Position)
    : FromItem(Position);

/// <summary>A query in brackets, or VALUES.</summary>
internal sealed record QueryItem(SqlQuery Query, string? Alias, IReadOnlyList<string>? Columns, int Position) : FromItem(Position);

/// <summary>A function that gives rows: <c>range(10)</c>.</summary>
internal sealed record FunctionItem(string Name, IReadOnlyList<Expression> Arguments, string? Alias, int Position) : FromItem(Position);

/// <summary>A join; USING gives names, NATURAL none and no condition.</summary>
internal sealed record JoinItem(FromItem Left, FromItem Right, JoinType Kind, Expression? On, IReadOnlyList<string>? Using, bool IsNatural,
    int Position)
    : FromItem(Position)
{
    /// <summary>ASOF: of the right side the nearest row only.</summary>
    public bool IsAsOf { get; init; }
}

/// <summary>LATERAL VIEW.</summary>
internal sealed record LateralItem(FromItem From, bool IsOuter, CallExpression Function, string? Alias, IReadOnlyList<string>? Columns,
    int Position)
    : FromItem(Position);
