using System.Globalization;

namespace HotStream;

internal sealed partial class SqlParser
{
    private static readonly Dictionary<string, (int Power, string Name)> s_binary = new(StringComparer.OrdinalIgnoreCase)
    {
        ["OR"] = (1, "or"),
        ["AND"] = (2, "and"),
        ["="] = (4, "="),
        ["=="] = (4, "="),
        ["<>"] = (4, "<>"),
        ["!="] = (4, "<>"),
        ["<"] = (4, "<"),
        [">"] = (4, ">"),
        ["<="] = (4, "<="),
        [">="] = (4, ">="),
        ["<=>"] = (4, "<=>"),
        ["|"] = (5, "|"),
        ["^"] = (6, "^"),
        ["&"] = (7, "&"),
        ["||"] = (8, "concat"),
        ["+"] = (8, "+"),
        ["-"] = (8, "-"),
        ["*"] = (9, "*"),
        ["/"] = (9, "/"),
        ["%"] = (9, "%"),
        ["DIV"] = (9, "div"),
    };

    private Expression Expression(int power = 0)
    {
        Enter();
        Expression left = Prefix();
        while (true)
        {
            Token token = Next;
            if (power < 4 && Predicate(left) is { } predicate)
            {
                left = predicate;
                continue;
            }

            bool isOperator = token.Kind is TokenKind.Sign or TokenKind.Word && s_binary.TryGetValue(token.Text, out _);
            if (!isOperator || s_binary[token.Text].Power <= power)
            {
                Leave();
                return left;
            }

            (int binding, string name) = s_binary[token.Text];
            _at++;
            left = new CallExpression(name, [left, Expression(binding)]) { Position = token.Position };
        }
    }

    private Expression Prefix()
    {
        Token token = Next;
        if (Take("NOT") || TakeSign("!"))
        {
            return new CallExpression("not", [Expression(3)]) { Position = token.Position };
        }

        if (TakeSign("-"))
        {
            if (LeastNumber() is { } least)
            {
                return Postfix(least);
            }

            Expression value = Expression(9);
            return value is LiteralExpression { Value: int or long or double or decimal or WideDecimal } literal ? Negated(literal)
                : new CallExpression("negative", [value]);
        }

        return TakeSign("+") ? Expression(9) : Postfix(Primitive());
    }

    private static LiteralExpression Negated(LiteralExpression literal) => literal.Value switch
    {
        int value => literal with { Value = -value },
        long value => literal with { Value = -value },
        decimal value => literal with { Value = -value },
        WideDecimal value => literal with { Value = new WideDecimal(-value.Unscaled, value.Scale) },
        _ => literal with { Value = -(double)literal.Value! },
    };

    /// <summary>The least whole numbers: without their sign they would not fit into their type.</summary>
    private LiteralExpression? LeastNumber()
    {
        LiteralExpression? least = Next is not { Kind: TokenKind.Number } ? null : Next.Text switch
        {
            "2147483648" => new LiteralExpression(int.MinValue, DataType.Int),
            "9223372036854775808" or "9223372036854775808L" or "9223372036854775808l" =>
                new LiteralExpression(long.MinValue, DataType.Long),
            _ => null,
        };
        _at += least is null ? 0 : 1;
        return least;
    }

    /// <summary>IS, IN, LIKE, BETWEEN, all with NOT; null when none comes next.</summary>
    private Expression? Predicate(Expression left)
    {
        if (Take("IS"))
        {
            bool isNot = Take("NOT");
            string name = Take("NULL") ? "isnull" : Take("TRUE") ? "true" : Take("FALSE") ? "false" : Take("DISTINCT") ? "distinct"
                : throw Expected("NULL, TRUE, FALSE or DISTINCT FROM");
            Expression test = name switch
            {
                "isnull" => new CallExpression(isNot ? "isnotnull" : "isnull", [left]),
                "distinct" => From(left, isNot),
                _ => new CallExpression("<=>", [left, new LiteralExpression(name == "true", DataType.Boolean)]),
            };
            return isNot && name is "true" or "false" && isNot ? new CallExpression("not", [test]) : test;
        }

        int start = _at;
        bool negated = Take("NOT");
        Expression? found = null;
        if (Take("IN"))
        {
            RequireSign("(");
            if (Next.Is("SELECT"))
            {
                throw Expected("a list of values; use a SEMI JOIN for rows of a query");
            }

            found = new CallExpression("in", [left, .. List(")")]);
        }
        else if (Take("BETWEEN"))
        {
            Expression low = Expression(4);
            Require("AND");
            found = new CallExpression("and", [new CallExpression(">=", [left, low]), new CallExpression("<=", [left, Expression(4)])]);
        }
        else if (Next.Is("LIKE") || Next.Is("ILIKE") || Next.Is("RLIKE") || Next.Is("REGEXP"))
        {
            string name = _tokens[_at++].Text.ToLowerInvariant();
            found = new CallExpression(name == "regexp" ? "rlike" : name, [left, Expression(4)]);
        }

        if (found is null)
        {
            _at = start;
            return null;
        }

        return negated ? new CallExpression("not", [found]) : found;
    }

    private CallExpression From(Expression left, bool isNot)
    {
        Require("FROM");
        var same = new CallExpression("<=>", [left, Expression(4)]);
        return isNot ? same : new CallExpression("not", [same]);
    }

    private Expression Postfix(Expression expression)
    {
        while (true)
        {
            if (TakeSign("["))
            {
                Expression key = Expression();
                RequireSign("]");
                expression = new CallExpression("getitem", [expression, key]);
            }
            else if (TakeSign("::"))
            {
                expression = new CastExpression(expression, Type());
            }
            else if (Next.IsSign(".") && expression is not LiteralExpression)
            {
                _at++;
                if (TakeSign("*"))
                {
                    return expression is NameExpression name ? new StarExpression(name.Parts) : throw Expected("a field");
                }

                string field = _tokens[_at].Kind is TokenKind.Word or TokenKind.QuotedName ? _tokens[_at++].Text
                    : throw Expected("a field");
                expression = expression is NameExpression path ? path with { Parts = [.. path.Parts, field] }
                    : new FieldExpression(expression, field);
            }
            else
            {
                return expression;
            }
        }
    }

    private Expression Primitive()
    {
        Token token = Next;
        switch (token.Kind)
        {
            case TokenKind.Number:
                _at++;
                return Number(token);
            case TokenKind.Text:
                _at++;
                return new LiteralExpression(token.Text, DataType.String) { Position = token.Position };
            case TokenKind.QuotedName:
                _at++;
                return new NameExpression([token.Text]) { Position = token.Position };
        }

        if (TakeSign("("))
        {
            if (Next.Is("SELECT"))
            {
                throw Expected("an expression; a query stands in FROM, or is joined");
            }

            Expression inner = Expression();
            RequireSign(")");
            return inner;
        }

        if (TakeSign("*"))
        {
            return new StarExpression([]) { Position = token.Position };
        }

        return token.Kind == TokenKind.Word ? Word(token) : throw Expected("an expression");
    }

    private Expression Word(Token token)
    {
        bool isCall = _tokens[_at + 1].IsSign("(");
        switch (token.Text.ToUpperInvariant())
        {
            case "NULL":
                _at++;
                return new LiteralExpression(null, DataType.Null);
            case "TRUE" or "FALSE":
                _at++;
                return new LiteralExpression(token.Is("TRUE"), DataType.Boolean);
            case "CASE":
                _at++;
                return Case();
            case "CAST" or "TRY_CAST" when isCall:
                _at += 2;
                Expression value = Expression();
                Require("AS");
                DataType type = Type();
                RequireSign(")");
                return new CastExpression(value, type, token.Is("TRY_CAST"));
            case "EXTRACT" when isCall:
                _at += 2;
                string part = Name("a part of a time").ToLowerInvariant();
                Require("FROM");
                Expression time = Expression();
                RequireSign(")");
                return new CallExpression(part == "week" ? "weekofyear" : part == "doy" ? "dayofyear" : part == "dow" ? "dayofweek"
                    : part, [time]);
            case "INTERVAL" when !isCall && _tokens[_at + 1].Kind is TokenKind.Number or TokenKind.Text:
                _at++;
                return Interval(token);
            case "DATE" or "TIMESTAMP" when _tokens[_at + 1].Kind == TokenKind.Text:
                return Moment(token);
            case "CURRENT_TIMESTAMP" or "CURRENT_DATE" when !isCall:
                _at++;
                return new CallExpression(token.Text.ToLowerInvariant(), []);
            case "LEFT" or "RIGHT" or "IF" when isCall:
                break;
            default:
                if (IsReserved(token))
                {
                    throw Expected("an expression");
                }

                break;
        }

        _at++;
        return TakeSign("(") ? Call(token) : new NameExpression([token.Text]) { Position = token.Position };
    }

    private CallExpression Call(Token name)
    {
        bool isDistinct = Take("DISTINCT");
        IReadOnlyList<Expression> arguments = List(")");
        string function = name.Text.ToLowerInvariant();
        if (arguments is [CallExpression { Name: "in", Arguments: [var part, var text] }] && function == "position")
        {
            arguments = [part, text];
        }

        Expression? filter = null;
        if (Next.Is("FILTER") && _tokens[_at + 1].IsSign("("))
        {
            _at += 2;
            Require("WHERE");
            filter = Expression();
            RequireSign(")");
        }

        return new CallExpression(function, arguments, isDistinct) { Position = name.Position, Filter = filter };
    }

    private List<Expression> List(string end)
    {
        var items = new List<Expression>();
        if (TakeSign(end))
        {
            return items;
        }

        do
        {
            items.Add(Expression());
        }
        while (TakeSign(","));
        RequireSign(end);
        return items;
    }

    private CaseExpression Case()
    {
        Expression? of = Next.Is("WHEN") ? null : Expression();
        var branches = new List<(Expression, Expression)>();
        while (Take("WHEN"))
        {
            Expression when = Expression();
            Require("THEN");
            branches.Add((of is null ? when : new CallExpression("=", [of, when]), Expression()));
        }

        if (branches.Count == 0)
        {
            throw Expected("WHEN");
        }

        Expression? otherwise = Take("ELSE") ? Expression() : null;
        Require("END");
        return new CaseExpression(branches, otherwise);
    }

    private LiteralExpression Number(Token token)
    {
        bool isMarked = token.Text.EndsWith("BD", StringComparison.OrdinalIgnoreCase);
        string text = isMarked ? token.Text[..^2] : token.Text.TrimEnd('l', 'L', 'd', 'D');
        bool isDouble = !isMarked && (token.Text[^1] is 'd' or 'D' || text.AsSpan().ContainsAny("eE"));
        if (!isMarked && !isDouble && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long whole))
        {
            bool isInt = whole <= int.MaxValue && token.Text[^1] is not ('l' or 'L');
            return isInt ? new LiteralExpression((int)whole, DataType.Int) : new LiteralExpression(whole, DataType.Long);
        }

        if (!isDouble && token.Text[^1] is not ('l' or 'L') && DecimalLiteral(text) is { } exact)
        {
            return exact;
        }

        return !isMarked && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
            && double.IsFinite(number)
            ? new LiteralExpression(number, DataType.Double)
            : throw new SqlParseException(_sql, token.Position, $"The number {token.Text} is too large.");
    }

    /// <summary>A number with just the digits that are written; null when they are too many.</summary>
    private static LiteralExpression? DecimalLiteral(string text)
    {
        int point = text.IndexOf('.', StringComparison.Ordinal);
        int scale = point < 0 ? 0 : text.Length - point - 1;
        string digits = point < 0 ? text : text.Remove(point, 1);
        if (digits.TrimStart('0').Length > DecimalType.MostDigits || scale > DecimalType.MostDigits
            || !Int128.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out Int128 unscaled))
        {
            return null;
        }

        DecimalType type = Decimals.TypeOf(new WideDecimal(unscaled, scale));
        return new LiteralExpression(Decimals.ToObject(unscaled, type), type);
    }

    private LiteralExpression Moment(Token token)
    {
        Token text = _tokens[_at + 1];
        _at += 2;
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(text.Text);
        if (token.Is("DATE"))
        {
            return TextValues.TryDate(bytes, out int day) ? new LiteralExpression(TimeFunctions.DateOf(day), DataType.Date)
                : throw new SqlParseException(_sql, text.Position, $"'{text.Text}' is no date; one is 2021-08-13.");
        }

        return TextValues.TryTimestamp(bytes, out long time) ? new LiteralExpression(Calendar.ToDateTime(time), DataType.Timestamp)
            : throw new SqlParseException(_sql, text.Position, $"'{text.Text}' is no time; one is 2021-08-13 14:25:02.");
    }

    private LiteralExpression Interval(Token start)
    {
        long microseconds = 0;
        bool isFirst = true;
        while (Next.Kind is TokenKind.Number or TokenKind.Text || Next.IsSign("-"))
        {
            string sign = TakeSign("-") ? "-" : "";
            if (Next.Kind is not (TokenKind.Number or TokenKind.Text))
            {
                throw Expected("a number and a unit");
            }

            string text = sign + _tokens[_at++].Text;
            bool hasUnit = Next.Kind == TokenKind.Word && Intervals.IsUnit(Next.Text);
            string span = hasUnit ? $"{text} {_tokens[_at++].Text}" : text;
            microseconds += Intervals.TryParse(span, out long part, out string? problem) ? part
                : throw new SqlParseException(_sql, start.Position, problem!);
            if (Math.Abs(microseconds) > Intervals.MostMicroseconds)
            {
                throw new SqlParseException(_sql, start.Position, "The interval is too long; one has at most 29,000 years.");
            }

            isFirst = false;
        }

        return isFirst ? throw Expected("a number and a unit")
            : new LiteralExpression(TimeSpan.FromMicroseconds(microseconds), DataType.Interval) { Position = start.Position };
    }

    private DataType Type()
    {
        int start = Next.Position;
        int depth = 0;
        int end = start;
        do
        {
            Token token = Next.Kind == TokenKind.End ? throw Expected("a type") : _tokens[_at++];
            depth += token.IsSign("<") || token.IsSign("(") ? 1 : token.IsSign(">") || token.IsSign(")") ? -1 : 0;
            end = token.Position + token.Text.Length + (token.Kind == TokenKind.QuotedName ? 2 : 0);
        }
        while (Next.Kind != TokenKind.End && (depth > 0 || Next.IsSign("<") || Next.IsSign("(")));
        try
        {
            return DataType.Parse(_sql[start..Math.Min(end, _sql.Length)]);
        }
        catch (FormatException wrong)
        {
            throw new SqlParseException(_sql, start, wrong.Message);
        }
    }
}
