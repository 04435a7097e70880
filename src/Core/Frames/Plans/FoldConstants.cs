namespace HotStream;

/// <summary>
/// Computes what does not depend on rows once, and settles the moment of the query. A condition that is true is left out; AND and OR with a
/// value are decided where that decides them.
/// </summary>
internal sealed class FoldConstants : IRule
{
    public Plan Apply(Plan plan)
    {
        BoundLiteral? now = null;
        Bound Fold(Bound expression) => Simplify(expression, ref now);
        return plan.FromBottom(node =>
        {
            Plan folded = node.WithExpressions(Fold);
            return folded is FilterPlan { Condition: BoundLiteral { Value: true } } ? folded.Inputs[0] : folded;
        });
    }

    internal static Bound Simplify(Bound expression)
    {
        BoundLiteral? now = null;
        return Simplify(expression, ref now);
    }

    private static Bound Simplify(Bound expression, ref BoundLiteral? now)
    {
        var inputs = new Bound[expression.Inputs.Count];
        bool changed = false;
        for (int i = 0; i < inputs.Length; i++)
        {
            inputs[i] = Simplify(expression.Inputs[i], ref now);
            changed |= !ReferenceEquals(inputs[i], expression.Inputs[i]);
        }

        Bound simple = changed ? expression.With(inputs) : expression;
        if (simple is BoundCall { Name: "current_timestamp" })
        {
            return now ??= new BoundLiteral(TimeProvider.System.GetUtcNow().UtcDateTime, DataType.Timestamp);
        }

        if (simple is BoundCall { Name: "and" or "or" } logic && logic.Inputs.Any(input => input is BoundLiteral { Value: bool }))
        {
            return Decide(logic);
        }

        bool isConstant = simple is BoundCall { IsStable: true } or BoundField && simple.Inputs.All(input => input is BoundLiteral)
            && !simple.Type.IsNested;
        return isConstant && Compute(simple) is { } value ? value : simple;
    }

    /// <summary>AND or OR by those of its conditions that are known.</summary>
    private static Bound Decide(BoundCall logic)
    {
        bool deciding = logic.Name == "or";
        Bound? decides = logic.Inputs.FirstOrDefault(input => input is BoundLiteral { Value: bool value } && value == deciding);
        Bound[] open = [.. logic.Inputs.Where(input => input is not BoundLiteral { Value: bool })];
        return decides ?? open.Length switch
        {
            0 => logic.Inputs[0],
            1 => open[0],
            _ => logic.With(open),
        };
    }

    private static BoundLiteral? Compute(Bound expression)
    {
        using var program = new ColumnProgram([expression], [], 1);
        var batch = new ColumnBatch();
        batch.SetLength(1);
        ColumnVector? result = null;
        program.Run(batch, new Span<ColumnVector>(ref result!));
        object? value = Cell.ToObject(result, 0);
        bool isExact = expression.Type.Kind != TypeKind.String || value is not string text
            || !text.Contains('\uFFFD', StringComparison.Ordinal);
        return isExact && (expression.Type.Kind != TypeKind.Timestamp || value is null
            || Calendar.ToMicroseconds(value) == Cell.Read<long>(result, 0))
            ? new BoundLiteral(value, expression.Type) : null;
    }
}
