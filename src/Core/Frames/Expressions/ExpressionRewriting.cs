namespace HotStream;

/// <summary>Replaces parts of expressions that are not bound yet.</summary>
internal static class ExpressionRewriting
{
    /// <summary>Replaces from the top: where <paramref name="replace"/> answers, that is taken as it is.</summary>
    public static Expression Rewrite(Expression expression, Func<Expression, Expression?> replace)
    {
        Expression Inner(Expression part) => Rewrite(part, replace);
        return replace(expression) ?? expression switch
        {
            CallExpression call => call with
            {
                Arguments = [.. call.Arguments.Select(Inner)],
                Filter = call.Filter is null ? null
                : Inner(call.Filter)
            },
            FieldExpression field => field with { From = Inner(field.From) },
            CastExpression cast => cast with { From = Inner(cast.From) },
            AliasExpression alias => alias with { From = Inner(alias.From) },
            SortExpression sort => sort with { From = Inner(sort.From) },
            CaseExpression cases => cases with
            {
                Branches = [.. cases.Branches.Select(branch => (Inner(branch.When), Inner(branch.Then)))],
                Else = cases.Else is null ? null : Inner(cases.Else),
            },
            _ => expression,
        };
    }
}
