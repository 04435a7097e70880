namespace HotStream;

public static partial class Functions
{
    /// <summary>An expression in SQL.</summary>
    /// <param name="expression">For example <c>"speed * 3.6 AS kmh"</c>.</param>
    /// <exception cref="SqlParseException">It is no SQL.</exception>
    public static Column Expr(string expression)
    {
        ArgumentNullException.ThrowIfNull(expression);
        return new Column(SqlParser.ParseExpression(expression));
    }
}
