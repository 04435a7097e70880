namespace HotStream;

/// <summary>
/// Expressions as text: for messages, and for the names of columns that were given none, which are Spark's: <c>avg(speed)</c>,
/// <c>(a + 1)</c>.
/// </summary>
internal static class ExpressionText
{
    private static readonly HashSet<string> s_operators =
        ["+", "-", "*", "/", "%", "=", "<>", "<", ">", "<=", ">=", "<=>", "and", "or", "&", "|", "^", "||"];

    public static string Of(Expression expression) => expression switch
    {
        NameExpression name => string.Join('.', name.Parts),
        PlanColumnExpression column => column.Column.Name,
        LiteralExpression literal => Literal(literal.Value),
        FieldExpression field => $"{Of(field.From)}.{field.Field}",
        CastExpression cast => $"{(cast.IsTry ? "TRY_" : "")}CAST({Of(cast.From)} AS {cast.Type.Name.ToUpperInvariant()})",
        AliasExpression alias => $"{Of(alias.From)} AS {string.Join(", ", alias.Names)}",
        StarExpression star => string.Join('.', [.. star.Prefix, "*"]),
        SortExpression sort => $"{Of(sort.From)} {(sort.IsDescending ? "DESC" : "ASC")}",
        CaseExpression cases => "CASE " + string.Concat(cases.Branches.Select(branch => $"WHEN {Of(branch.When)} THEN {Of(branch.Then)} "))
            + (cases.Else is null ? "END" : $"ELSE {Of(cases.Else)} END"),
        CallExpression call => Call(call.Name, call.IsDistinct, [.. call.Arguments.Select(Of)]),
        _ => expression.ToString(),
    };

    public static string Call(string name, bool isDistinct, IReadOnlyList<string> arguments) => name switch
    {
        "not" => $"(NOT {arguments[0]})",
        "negative" => $"(- {arguments[0]})",
        "isnull" => $"({arguments[0]} IS NULL)",
        "isnotnull" => $"({arguments[0]} IS NOT NULL)",
        "in" => $"({arguments[0]} IN ({string.Join(", ", arguments.Skip(1))}))",
        "getitem" => $"{arguments[0]}[{arguments[1]}]",
        "like" or "ilike" or "rlike" => $"{arguments[0]} {name.ToUpperInvariant()} {arguments[1]}",
        "count" when arguments.Count == 0 => "count(1)",
        _ when s_operators.Contains(name) && arguments.Count == 2 =>
            $"({arguments[0]} {name.ToUpperInvariant()} {arguments[1]})",
        _ => $"{name}({(isDistinct ? "DISTINCT " : "")}{string.Join(", ", arguments)})",
    };

    public static string Literal(object? value) => value switch
    {
        null => "NULL",
        TimeSpan span => $"INTERVAL '{span.ToString("c", System.Globalization.CultureInfo.InvariantCulture)}'",
        DateOnly date => $"DATE '{Row.Show(date)}'",
        DateTime time => $"TIMESTAMP '{Row.Show(time)}'",
        _ => Row.Show(value),
    };
}
