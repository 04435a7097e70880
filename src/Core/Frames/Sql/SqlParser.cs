namespace HotStream;

/// <summary>
/// SQL to trees: queries here, expressions in the other part, by precedence (V. R. Pratt, "Top down operator precedence", POPL 1973). The
/// language is Spark's SELECT, as far as docs/sql.md says. Nesting ends at <see cref="DepthMax"/>, so that no text overflows the stack.
/// </summary>
internal sealed partial class SqlParser
{
    private const int DepthMax = 256;

    /// <summary>Words that end an expression or a table, and so are no aliases without AS.</summary>
    private static readonly HashSet<string> s_reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "FROM", "WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "UNION", "EXCEPT", "MINUS", "INTERSECT", "ON", "USING", "JOIN",
            "INNER", "LEFT", "RIGHT",
        "FULL", "CROSS", "NATURAL", "SEMI", "ANTI", "LATERAL", "SELECT", "AND", "OR", "NOT", "IS", "IN", "LIKE", "ILIKE", "RLIKE",
            "REGEXP", "BETWEEN", "WHEN",
        "THEN", "ELSE", "END", "AS", "ASC", "DESC", "NULLS", "WITH", "CASE", "DIV", "FILTER", "SORT", "CLUSTER", "DISTRIBUTE",
            "TABLESAMPLE", "WATERMARK", "DELAY", "ASOF",
    };

    private readonly string _sql;
    private readonly List<Token> _tokens;
    private int _at;
    private int _depth;

    private SqlParser(string sql)
    {
        _sql = sql;
        _tokens = Lexer.Cut(sql);
    }

    private Token Next => _tokens[_at];

    public static SqlQuery ParseQuery(string sql)
    {
        var parser = new SqlParser(sql);
        SqlQuery query = parser.Whole();
        parser.TakeSign(";");
        return parser.Next.Kind == TokenKind.End ? query : throw parser.Expected("the end of the query");
    }

    public static Expression ParseExpression(string sql)
    {
        var parser = new SqlParser(sql);
        Expression expression = parser.SelectItem();
        return parser.Next.Kind == TokenKind.End ? expression : throw parser.Expected("the end of the expression");
    }

    private SqlQuery Whole()
    {
        Enter();
        var named = new List<(string, SqlQuery)>();
        if (Take("WITH"))
        {
            do
            {
                string name = Name("a name for a query");
                Take("AS");
                RequireSign("(");
                named.Add((name, Whole()));
                RequireSign(")");
            }
            while (TakeSign(","));
        }

        SqlQuery query = SetOperation(0);
        var order = new List<Expression>();
        if (Take("ORDER") || Take("SORT"))
        {
            Require("BY");
            do
            {
                order.Add(SortItem());
            }
            while (TakeSign(","));
        }

        long? limit = query.Limit;
        if (Take("LIMIT"))
        {
            limit = Take("ALL") ? null : Count("LIMIT");
        }

        long offset = Take("OFFSET") ? Count("OFFSET") : 0;
        Leave();
        return query with
        {
            With = [.. named, .. query.With],
            Order = order.Count == 0 ? query.Order
            : order,
            Limit = limit,
            Offset = offset == 0 ? query.Offset : offset
        };
    }

    /// <summary>UNION and EXCEPT from left to right; INTERSECT binds closer.</summary>
    private SqlQuery SetOperation(int level)
    {
        SqlQuery left = level == 0 ? SetOperation(1) : Primary();
        while (level == 0 ? Next.Is("UNION") || Next.Is("EXCEPT") || Next.Is("MINUS") : Next.Is("INTERSECT"))
        {
            string name = _tokens[_at++].Text.ToUpperInvariant();
            bool isAll = Take("ALL");
            _ = isAll || Take("DISTINCT");
            left = new SetQuery(left, level == 0 ? SetOperation(1) : Primary(), name == "MINUS" ? "EXCEPT" : name, isAll);
        }

        return left;
    }

    private SqlQuery Primary()
    {
        if (TakeSign("("))
        {
            SqlQuery inner = Whole();
            RequireSign(")");
            bool isBare = inner.Order.Count == 0 && inner.Limit is null && inner.Offset == 0 && inner.With.Count == 0;
            return isBare ? inner : new SelectQuery([new StarExpression([])], false, new QueryItem(inner, null, null, Next.Position), null,
                null, false, null);
        }

        if (Take("VALUES"))
        {
            return Values();
        }

        Require("SELECT");
        bool isDistinct = Take("DISTINCT");
        _ = isDistinct || Take("ALL");
        var items = new List<Expression>();
        do
        {
            items.Add(SelectItem());
        }
        while (TakeSign(","));
        FromItem? from = Take("FROM") ? From() : null;
        Expression? where = Take("WHERE") ? Expression() : null;
        List<Expression>? keys = null;
        bool isAll = false;
        if (Take("GROUP"))
        {
            Require("BY");
            isAll = Take("ALL");
            keys = [];
            while (!isAll && (keys.Count == 0 || TakeSign(",")))
            {
                keys.Add(Expression());
            }
        }

        Expression? having = Take("HAVING") ? Expression() : null;
        return new SelectQuery(items, isDistinct, from, where, keys, isAll, having);
    }

    private ValuesQuery Values()
    {
        var rows = new List<IReadOnlyList<Expression>>();
        do
        {
            rows.Add(TakeSign("(") ? List(")") : [Expression()]);
        }
        while (TakeSign(","));
        return new ValuesQuery(rows);
    }

    private FromItem From()
    {
        FromItem left = Joined();
        while (TakeSign(","))
        {
            left = new JoinItem(left, Joined(), JoinType.Cross, null, null, false, Next.Position);
        }

        return left;
    }

    private FromItem Joined()
    {
        FromItem left = Laterals(Table());
        while (true)
        {
            int position = Next.Position;
            bool isNatural = Take("NATURAL");
            bool isAsOf = !isNatural && Take("ASOF");
            if (JoinWord() is not { } kind)
            {
                return isNatural || isAsOf ? throw Expected("JOIN") : left;
            }

            FromItem right = Laterals(Table());
            Expression? on = null;
            List<string>? names = null;
            if (Take("ON"))
            {
                on = Expression();
            }
            else if (Take("USING"))
            {
                names = [];
                RequireSign("(");
                do
                {
                    names.Add(Name("a column"));
                }
                while (TakeSign(","));
                RequireSign(")");
            }

            if (isAsOf && (kind is not (JoinType.Inner or JoinType.Left) || (on is null && names is null)))
            {
                throw new SqlParseException(_sql, position, "ASOF JOIN and ASOF LEFT JOIN are known, with ON or USING.");
            }

            left = Laterals(new JoinItem(left, right, kind, on, names, isNatural, position) { IsAsOf = isAsOf });
        }
    }

    private JoinType? JoinWord()
    {
        JoinType? kind = Take("INNER") ? JoinType.Inner
            : Take("CROSS") ? JoinType.Cross
            : Take("LEFT") ? (Take("SEMI") ? JoinType.LeftSemi : Take("ANTI") ? JoinType.LeftAnti : JoinType.Left)
            : Take("RIGHT") ? JoinType.Right
            : Take("FULL") ? JoinType.Full
            : Take("SEMI") ? JoinType.LeftSemi
            : Take("ANTI") ? JoinType.LeftAnti
            : null;
        _ = kind is JoinType.Left or JoinType.Right or JoinType.Full && Take("OUTER");
        if (kind is not null)
        {
            Require("JOIN");
            return kind;
        }

        return Take("JOIN") ? JoinType.Inner : null;
    }

    private FromItem Laterals(FromItem from)
    {
        while (Take("LATERAL"))
        {
            int position = Next.Position;
            Require("VIEW");
            bool isOuter = Take("OUTER");
            if (Expression() is not CallExpression function)
            {
                throw new SqlParseException(_sql, position, "LATERAL VIEW needs a function that gives rows, as explode(list).");
            }

            string? alias = Next.Kind is TokenKind.Word or TokenKind.QuotedName && !Next.Is("AS") && !IsReserved(Next) ? Name("a table")
                : null;
            List<string>? columns = null;
            if (Take("AS"))
            {
                columns = [Name("a column")];
                while (TakeSign(","))
                {
                    columns.Add(Name("a column"));
                }
            }

            from = new LateralItem(from, isOuter, function, alias, columns, position);
        }

        return from;
    }

    private FromItem Table()
    {
        int position = Next.Position;
        Enter();
        FromItem item = TableWithoutDepth(position);
        Leave();
        return item;
    }

    private FromItem TableWithoutDepth(int position)
    {
        if (TakeSign("("))
        {
            bool isQuery = Next.Is("SELECT") || Next.Is("WITH") || Next.Is("VALUES") || Next.IsSign("(");
            FromItem? inner = isQuery ? null : From();
            SqlQuery? query = isQuery ? Whole() : null;
            RequireSign(")");
            (string? name, List<string>? names) = Alias();
            return inner ?? new QueryItem(query!, name, names, position);
        }

        if (Next.Kind == TokenKind.Text)
        {
            string path = _tokens[_at++].Text;
            (string? name, List<string>? names) = Alias();
            return new TableItem(null, path, true, name, names, position);
        }

        if (Take("VALUES"))
        {
            ValuesQuery values = Values();
            (string? name, List<string>? names) = Alias();
            return new QueryItem(values, name, names, position);
        }

        string table = Name("a table, a file in quotes or a query in brackets");
        if (TakeSign("("))
        {
            IReadOnlyList<Expression> arguments = List(")");
            return new FunctionItem(table, arguments, Alias().Name, position);
        }

        string? format = null;
        if (TakeSign("."))
        {
            format = table;
            table = Name("a path in back quotes");
        }

        (string? alias, List<string>? columns) = Alias();
        return new TableItem(format, table, format is not null, alias, columns, position);
    }

    private (string? Name, List<string>? Columns) Alias()
    {
        bool isSaid = Take("AS");
        if (!isSaid && (Next.Kind is not (TokenKind.Word or TokenKind.QuotedName) || IsReserved(Next)))
        {
            return (null, null);
        }

        string name = Name("a name");
        if (!TakeSign("("))
        {
            return (name, null);
        }

        var columns = new List<string>();
        do
        {
            columns.Add(Name("a column"));
        }
        while (TakeSign(","));
        RequireSign(")");
        return (name, columns);
    }

    private Expression SelectItem()
    {
        Expression expression = Expression();
        bool isSaid = Take("AS");
        if (isSaid && TakeSign("("))
        {
            var names = new List<string>();
            do
            {
                names.Add(Name("a name"));
            }
            while (TakeSign(","));
            RequireSign(")");
            return new AliasExpression(expression, names);
        }

        bool isNamed = isSaid || (Next.Kind is TokenKind.Word or TokenKind.QuotedName && !IsReserved(Next));
        return isNamed ? new AliasExpression(expression, [Name("a name")]) : expression;
    }

    private Expression SortItem()
    {
        Expression expression = Expression();
        bool isDescending = Take("DESC");
        bool isSaid = isDescending || Take("ASC");
        bool? first = null;
        if (Take("NULLS"))
        {
            first = Take("FIRST");
            _ = first.Value || Require("LAST");
        }

        return isSaid || first is not null ? new SortExpression(expression, isDescending, first) : expression;
    }

    private long Count(string of)
    {
        Token token = _tokens[_at++];
        return token.Kind == TokenKind.Number && long.TryParse(token.Text, System.Globalization.NumberStyles.None,
            System.Globalization.CultureInfo.InvariantCulture, out long count) ? count
            : throw new SqlParseException(_sql, token.Position, $"{of} needs a whole number, not {token}.");
    }

    private void Enter()
    {
        if (++_depth > DepthMax)
        {
            throw new SqlParseException(_sql, Next.Position, $"The query is nested more than {DepthMax} levels deep.");
        }
    }

    private void Leave() => _depth--;

    private static bool IsReserved(Token token) => token.Kind == TokenKind.Word && s_reserved.Contains(token.Text);

    private bool Take(string keyword)
    {
        bool isNext = Next.Is(keyword);
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private bool TakeSign(string sign)
    {
        bool isNext = Next.IsSign(sign);
        _at += isNext ? 1 : 0;
        return isNext;
    }

    private bool Require(string keyword) => Take(keyword) ? true : throw Expected(keyword);

    private void RequireSign(string sign)
    {
        if (!TakeSign(sign))
        {
            throw Expected($"'{sign}'");
        }
    }

    private string Name(string what)
    {
        Token token = Next;
        if (token.Kind != TokenKind.QuotedName && (token.Kind != TokenKind.Word || IsReserved(token)))
        {
            throw Expected(what);
        }

        _at++;
        return token.Text;
    }

    private SqlParseException Expected(string what) => new(_sql, Next.Position, $"Expected {what}, found {Next}.");
}
