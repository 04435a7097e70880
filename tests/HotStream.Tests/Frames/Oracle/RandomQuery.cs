using System.Globalization;

namespace HotStream.Tests.Frames.Oracle;

/// <summary>A random query over some tables, in both languages.</summary>
internal sealed class RandomQuery
{
    private const int RowsMax = 20_000;

    private static readonly (string Ours, string Duck, PlanType Result, string[] Of)[] s_aggregates =
    [
        ("count(*)", "count(*)", PlanType.Few, []),
        ("count({0})", "count({0})", PlanType.Few, ["any"]),
        ("count(DISTINCT {0})", "count(DISTINCT {0})", PlanType.Few, ["any"]),
        ("sum({0})", "wrap64(sum({0}))", PlanType.Long, ["Long"]),
        ("sum({0})", "wrap64(sum({0}))", PlanType.Long, ["Int"]),
        ("sum({0})", "sum({0})", PlanType.Tame, ["Tame"]),
        ("sum(DISTINCT {0})", "wrap64(sum(DISTINCT {0}))", PlanType.Long, ["Few"]),
        ("CAST(sum({0}) AS DECIMAL(12,2))", "money(sum({0}))", PlanType.Money, ["Money"]),
        ("avg({0})", "avg({0})", PlanType.Double, ["Few"]),
        ("avg({0})", "avg({0})", PlanType.Double, ["Tame"]),
        ("min({0})", "min({0})", PlanType.Loose, ["same"]),
        ("max({0})", "max({0})", PlanType.Loose, ["same"]),
        ("stddev_samp({0})", "stddev_samp({0})", PlanType.Loose, ["Tame"]),
        ("var_pop({0})", "var_pop({0})", PlanType.Loose, ["Few"]),
        ("bool_and({0})", "bool_and({0})", PlanType.Bool, ["Bool"]),
        ("bool_or({0})", "bool_or({0})", PlanType.Bool, ["Bool"]),
        ("count_if({0})", "coalesce(CAST(count_if({0}) AS BIGINT), 0)", PlanType.Few, ["Bool"]),
    ];

    private readonly Random _random;
    private readonly IReadOnlyList<RandomTable> _tables;
    private int _names;

    private RandomQuery(Random random, IReadOnlyList<RandomTable> tables)
    {
        _random = random;
        _tables = tables;
    }

    public PairedSql Text { get; private set; }

    /// <summary>Whether the rows come in one order only.</summary>
    public bool IsOrdered { get; private set; }

    public static RandomQuery Create(Random random, IReadOnlyList<RandomTable> tables)
    {
        var query = new RandomQuery(random, tables);
        (query.Text, List<PlanField> fields, _) = query.Select(2);
        if (fields.All(field => field.Type != PlanType.Loose) && random.Next(3) == 0)
        {
            query.Text = query.Ordered(query.Text, fields);
            query.IsOrdered = true;
        }

        return query;
    }

    private (PairedSql Text, List<PlanField> Fields, long Rows) Select(int depth)
    {
        if (depth > 0 && _random.Next(8) == 0)
        {
            return SetOperation(depth);
        }

        (PairedSql from, List<PlanField> fields, long rows) = From(depth);
        var expressions = new RandomExpression(_random, fields);
        PairedSql where = _random.Next(5) < 3 ? new PairedSql(" WHERE ") + expressions.Of(PlanType.Bool, 3) : default;
        bool isGrouped = _random.Next(5) < 2;
        (PairedSql select, List<PlanField> output) = isGrouped ? Grouped(expressions, from + where) : Plain(expressions, from + where);
        return (select, output, isGrouped ? Math.Max(1, rows / 2) : rows);
    }

    private (PairedSql, List<PlanField>) Plain(RandomExpression expressions, PairedSql from)
    {
        if (_random.Next(12) == 0 && from.Ours.Length > 0)
        {
            PairedSql counted = new PairedSql("SELECT count(*) AS x") + $"{_names}" + " FROM (SELECT 1 AS one" + from
                + $" LIMIT {_random.Next(40)}) AS few";
            return (counted, [new PlanField(new PairedSql($"x{_names++}"), PlanType.Few)]);
        }

        (PairedSql, PlanType)[] chosen = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ =>
        {
            PlanType type = expressions.AnyType();
            return (expressions.Of(type, 3), type);
        })];
        bool isDistinct = _random.Next(6) == 0;
        (PairedSql items, List<PlanField> output) = Items(isDistinct ? [.. chosen.Select(AsKey)] : chosen);
        return (new PairedSql(isDistinct ? "SELECT DISTINCT " : "SELECT ") + items + from, output);
    }

    private (PairedSql, List<PlanField>) Grouped(RandomExpression expressions, PairedSql from)
    {
        var keys = new List<(PairedSql, PlanType)>();
        for (int count = _random.Next(4); keys.Count < count;)
        {
            PlanType type = expressions.AnyType();
            keys.Add(AsKey((expressions.Of(type, 1), type)));
        }

        // A key that is only a value would be a place in GROUP BY.
        keys.RemoveAll(key => !key.Item1.Ours.Contains('t', StringComparison.Ordinal)
            || !key.Item1.Ours.Contains('.', StringComparison.Ordinal));
        (PairedSql Text, PlanType Type)[] items =
            [.. keys, .. Enumerable.Range(0, _random.Next(keys.Count == 0 ? 1 : 0, 4)).Select(_ => Aggregate(expressions))];
        if (items.Length == 0)
        {
            items = [Aggregate(expressions)];
        }

        (PairedSql select, List<PlanField> output) = Items(items);
        PairedSql text = new PairedSql("SELECT ") + select + from;
        text = keys.Count == 0 ? text : text + " GROUP BY " + PairedSql.Join(", ", keys.Select(key => key.Item1));
        if (_random.Next(4) == 0)
        {
            string condition = _random.Next(2) == 0 ? "(count(*) > {0})" : "(count(*) <= {0} OR count(*) > 5)";
            text = text + " HAVING " + PairedSql.Of(condition, condition, new PairedSql($"{_random.Next(3)}"));
        }

        return (text, output);
    }

    private (PairedSql Text, PlanType Type) Aggregate(RandomExpression expressions)
    {
        (string ours, string duck, PlanType result, string[] of) = s_aggregates[_random.Next(s_aggregates.Length)];
        PlanType any = expressions.AnyType();
        PairedSql[] arguments = [.. of.Select(name => expressions.Of(name is "any" or "same" ? any : Enum.Parse<PlanType>(name), 1))];
        int place = arguments.Length;
        string filter = _random.Next(6) == 0 && !ours.StartsWith("CAST", StringComparison.Ordinal) ? $" FILTER (WHERE {{{place}}})" : "";
        string inner = duck.StartsWith("wrap64(", StringComparison.Ordinal) ? $"wrap64({duck[7..^1]}{filter})"
            : duck.StartsWith("coalesce(", StringComparison.Ordinal)
                ? duck.Replace(" AS BIGINT", filter + " AS BIGINT", StringComparison.Ordinal) : duck + filter;
        return (PairedSql.Of(ours + filter, inner, [.. arguments, expressions.Of(PlanType.Bool, 1)]), of is ["same"] ? any : result);
    }

    private (PairedSql, List<PlanField>) Items(IReadOnlyList<(PairedSql Text, PlanType Type)> items)
    {
        var fields = new List<PlanField>();
        var texts = new List<PairedSql>();
        foreach ((PairedSql text, PlanType type) in items)
        {
            string name = $"x{_names++}";
            texts.Add(text + $" AS {name}");
            fields.Add(new PlanField(new PairedSql(name), type));
        }

        return (PairedSql.Join(", ", texts), fields);
    }

    private (PairedSql Text, List<PlanField> Fields, long Rows) SetOperation(int depth)
    {
        PlanType[] types = [.. Enumerable.Range(0, _random.Next(1, 4)).Select(_ => (PlanType)_random.Next((int)PlanType.Money + 1))
            .Where(type => type != PlanType.Loose)];
        types = types.Length == 0 ? [PlanType.Int] : types;
        ((PairedSql, PlanType)[] Items, PairedSql From, long Rows) left = Side();
        ((PairedSql, PlanType)[] Items, PairedSql From, long Rows) right = Side();
        string word = _random.Next(5) switch { 0 => "UNION", 1 => "EXCEPT", 2 => "INTERSECT", _ => "UNION ALL" };
        (PairedSql leftItems, List<PlanField> output) = Items(word == "UNION ALL" ? left.Items : [.. left.Items.Select(AsKey)]);
        (PairedSql rightItems, _) = Items(word == "UNION ALL" ? right.Items : [.. right.Items.Select(AsKey)]);
        return (new PairedSql("SELECT ") + leftItems + left.From + $" {word} SELECT " + rightItems + right.From, output,
            left.Rows + right.Rows);

        ((PairedSql, PlanType)[], PairedSql, long) Side()
        {
            (PairedSql from, List<PlanField> fields, long rows) = From(depth - 1);
            var expressions = new RandomExpression(_random, fields);
            return ([.. types.Select(type => (expressions.Of(type, 1), type))], from, rows);
        }
    }

    /// <summary>Spark makes a zero without a sign of a key; DuckDB keeps that of the first row.</summary>
    private static (PairedSql Text, PlanType Type) AsKey((PairedSql Text, PlanType Type) key) =>
        key.Type is PlanType.Double or PlanType.Tame ? (PairedSql.Of("{0}", "({0} + CAST(0 AS DOUBLE))", key.Text), key.Type) : key;

    private (PairedSql Text, List<PlanField> Fields, long Rows) From(int depth)
    {
        (PairedSql item, List<PlanField> fields, long rows) = Item(depth);
        return (new PairedSql(" FROM ") + item, fields, rows);
    }

    private (PairedSql Text, List<PlanField> Fields, long Rows) Item(int depth)
    {
        int what = depth <= 0 ? 9 : _random.Next(10);
        return what < 3 ? Join(depth) : what < 6 ? Nested(depth) : Table();
    }

    private (PairedSql, List<PlanField>, long) Table()
    {
        RandomTable table = _tables[_random.Next(_tables.Count)];
        string name = $"t{_names++}";
        return (new PairedSql($"{table.Name} AS {name}"),
            [.. table.Types.Select((type, at) => new PlanField(new PairedSql($"{name}.{RandomTable.NameOf(at)}"), type))],
                table.Rows.Count);
    }

    private (PairedSql, List<PlanField>, long) Nested(int depth)
    {
        (PairedSql query, List<PlanField> fields, long rows) = Select(depth - 1);
        if (_random.Next(4) == 0 && fields.All(field => field.Type != PlanType.Loose))
        {
            query = Ordered(query, fields);
        }

        if (_random.Next(10) == 0)
        {
            query = new PairedSql("WITH w AS (") + query + ") SELECT * FROM w";
        }

        string name = $"t{_names++}";
        return (new PairedSql("(") + query + $") AS {name}",
            [.. fields.Select(field => field with { Name = PairedSql.Of(name + ".{0}", name + ".{0}", field.Name) })], rows);
    }

    private (PairedSql, List<PlanField>, long) Join(int depth)
    {
        (PairedSql left, List<PlanField> leftFields, long leftRows) = Item(depth - 1);
        (PairedSql right, List<PlanField> rightFields, long rightRows) = Item(depth - 1);
        if (leftRows * rightRows > RowsMax)
        {
            return (left, leftFields, leftRows);
        }

        right = right.Ours.Contains(" JOIN ", StringComparison.Ordinal) && right.Ours[0] != '(' ? new PairedSql("(") + right + ")" : right;
        List<PlanField> both = [.. leftFields, .. rightFields];
        var pairs = new RandomExpression(_random, both);
        PlanField? key = new RandomExpression(_random, leftFields)
            .Field(field => field.Type != PlanType.Loose && rightFields.Any(other => other.Type == field.Type));
        PlanField? other = key is null ? null : new RandomExpression(_random, rightFields).Field(field => field.Type == key.Value.Type);
        int kind = _random.Next(7);
        (string ours, string duck) = kind switch
        {
            0 => ("LEFT JOIN", "LEFT JOIN"),
            1 => ("RIGHT JOIN", "RIGHT JOIN"),
            2 => ("FULL JOIN", "FULL JOIN"),
            3 => ("LEFT SEMI JOIN", "SEMI JOIN"),
            4 => ("LEFT ANTI JOIN", "ANTI JOIN"),
            _ => ("JOIN", "JOIN"),
        };
        if (key is null)
        {
            return (left + " CROSS JOIN " + right, both, leftRows * rightRows);
        }

        PairedSql condition = _random.Next(8) == 0 && kind != 2
            ? PairedSql.Of("{0} <=> {1}", "{0} IS NOT DISTINCT FROM {1}", key.Value.Name, other!.Value.Name)
            : PairedSql.Of("{0} = {1}", "{0} = {1}", other!.Value.Name, key.Value.Name);
        condition = _random.Next(4) == 0 ? condition + Both(leftFields, rightFields) : condition;
        condition = _random.Next(3) == 0 && kind != 2 ? condition + " AND " + pairs.Of(PlanType.Bool, 2) : condition;
        List<PlanField> output = kind is 3 or 4 ? leftFields : both;
        return (left + new PairedSql($" {ours} ", $" {duck} ") + right + " ON "
            + condition, output, Math.Max(leftRows * rightRows / 3, leftRows + rightRows));
    }

    /// <summary>A second key, whose types are widened to go together.</summary>
    private PairedSql Both(List<PlanField> left, List<PlanField> right)
    {
        static bool IsNumber(PlanField field) =>
            field.Type is PlanType.Int or PlanType.Long or PlanType.Few or PlanType.Tame or PlanType.Double;
        PlanField? first = new RandomExpression(_random, left).Field(IsNumber);
        PlanField? second = new RandomExpression(_random, right).Field(IsNumber);
        return first is null || second is null ? default : new PairedSql(" AND ") + first.Value.Name + " = " + second.Value.Name;
    }

    /// <summary>By all columns, so that only equal rows may come in another order.</summary>
    private PairedSql Ordered(PairedSql query, IReadOnlyList<PlanField> fields)
    {
        PairedSql[] keys = [.. fields.OrderBy(_ => _random.Next()).Select(field => _random.Next(4) switch
        {
            0 => PairedSql.Of("{0} DESC", "{0} DESC NULLS LAST", field.Name),
            1 => PairedSql.Of("{0} DESC NULLS FIRST", "{0} DESC NULLS FIRST", field.Name),
            2 => PairedSql.Of("{0} ASC NULLS LAST", "{0} ASC NULLS LAST", field.Name),
            _ => PairedSql.Of("{0}", "{0} ASC NULLS FIRST", field.Name),
        })];
        PairedSql text = query + " ORDER BY " + PairedSql.Join(", ", keys);
        text = _random.Next(2) == 0 ? text + $" LIMIT {_random.Next(12)}" : text;
        return _random.Next(5) == 0 ? text + $" OFFSET {_random.Next(6)}" : text;
    }
}
