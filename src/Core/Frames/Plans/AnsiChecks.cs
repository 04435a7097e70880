namespace HotStream;

/// <summary>
/// What is an error under ANSI: division by zero, casts that fail, numbers that do not fit, what is no date, places that a list does not
/// have. Calls are replaced by such that look at their results; in the branches of CASE and COALESCE, and behind AND and OR, only rows
/// count that come there, as kernels compute all rows.
/// </summary>
internal static class AnsiChecks
{
    private static readonly HashSet<string> s_divisions = ["/", "div", "%", "pmod"];
    private static readonly HashSet<string> s_sums = ["+", "-", "*", "negative", "abs"];
    private static readonly HashSet<string> s_dates = ["read_time", "make_date", "add_months"];
    private static readonly HashSet<string> s_choices = ["case", "if", "coalesce", "ifnull", "nvl2", "nullif", "nanvl"];

    public static Plan Apply(Plan plan) => plan.FromBottom(node => node.WithExpressions(expression => Checked(expression, null)));

    private static Bound Checked(Bound expression, Bound? guard)
    {
        if (!expression.All().Any(part => CheckOf(part) is not null || part is BoundAggregate))
        {
            return expression;
        }

        if (expression is BoundCall { Name: "and" or "or" } or BoundCall { Inputs.Count: > 1 } && expression is BoundCall branching
            && (branching.Name is "and" or "or" || s_choices.Contains(branching.Name)))
        {
            return Branches(branching, guard);
        }

        Bound[] inputs = [.. expression.Inputs.Select(input => Checked(input, guard))];
        Bound checkedParts = inputs.AsSpan().SequenceEqual([.. expression.Inputs], ReferenceEqualityComparer.Instance) ? expression
            : expression.With(inputs);
        if (checkedParts is BoundAggregate aggregate)
        {
            return aggregate.Checked();
        }

        return CheckOf(checkedParts) is { } check && checkedParts is BoundCall call
            ? new BoundCall(call.Name, guard is null ? call.Inputs : [.. call.Inputs, guard], call.Type, call.Nulls,
                () => new CheckedKernel(call.Kernel(), check, call.Inputs.Count, ProblemOf(call)), call.Text)
            { IsStable = call.IsStable }
            : checkedParts;
    }

    /// <summary>Conditions and values in turn, or conditions one after the other: each is computed of the rows that come to it.</summary>
    private static Bound Branches(BoundCall call, Bound? guard)
    {
        bool isLogic = call.Name is "and" or "or";
        var inputs = new List<Bound>();
        for (int i = 0; i < call.Inputs.Count; i++)
        {
            Bound input = Checked(call.Inputs[i], guard);
            inputs.Add(input);
            bool isElse = !isLogic && i == call.Inputs.Count - 1;
            if (isElse || !call.Inputs.Skip(i + 1).Any(part => part.All().Any(one => CheckOf(one) is not null)))
            {
                inputs.AddRange(call.Inputs.Skip(i + 1));
                break; // nothing behind it can fail
            }

            if (isLogic)
            {
                guard = And(guard, call.Name == "and" ? Known(input, true) : Not(Known(input, false)));
                continue;
            }

            inputs.Add(Checked(call.Inputs[++i], And(guard, Known(input, false))));
            guard = And(guard, Not(Known(input, false)));
        }

        return call.With(inputs);
    }

    private static Bound And(Bound? guard, Bound condition) => guard is null ? condition : FunctionTable.Bind("and", [guard, condition]);

    private static Bound Not(Bound condition) => FunctionTable.Bind("not", [condition]);

    /// <summary>The condition, and what it is where it is null.</summary>
    private static Bound Known(Bound condition, bool otherwise) =>
        FunctionTable.Bind("coalesce", [condition, new BoundLiteral(otherwise, DataType.Boolean)]);

    private static string ProblemOf(BoundCall call) => call.Name == "cast" ? $"A value cannot be cast, in {call.Text}."
        : s_dates.Contains(call.Name) ? $"No date or time, in {call.Text}."
        : call.Inputs[0].Type is ArrayType ? $"The list has no such place, in {call.Text}."
        : s_divisions.Contains(call.Name) ? $"Division by zero, or a result that does not fit, in {call.Text}."
        : $"A result does not fit into {call.Type}, in {call.Text}.";

    /// <summary>How a call is looked at; null of one that cannot fail.</summary>
    private static RowCheck? CheckOf(Bound expression)
    {
        if (expression is BoundCall { Name: "getitem" or "element_at", Inputs: [{ Type: ArrayType }, _] } item)
        {
            return item.Name == "getitem"
                ? static (inputs, _, row) => Long(inputs[1], row) is var at && at >= 0 && at < LengthOf(inputs[0], row)
                : static (inputs, _, row) => Int128.Abs(Long(inputs[1], row)) is var at && at > 0 && at <= LengthOf(inputs[0], row);
        }

        if (expression is not BoundCall { Nulls: NullRule.Strict } call)
        {
            return null;
        }

        TypeKind type = call.Type.Kind;
        if (s_dates.Contains(call.Name))
        {
            return IsThere;
        }

        if (s_divisions.Contains(call.Name) || (s_sums.Contains(call.Name) && type == TypeKind.Decimal))
        {
            return call.Name == "div" ? static (inputs, result, row) => !result.IsNull(row)
                && !(Long(inputs[1], row) == -1 && Long(inputs[0], row) == long.MinValue) : IsThere;
        }

        if (s_sums.Contains(call.Name) && type is TypeKind.Int or TypeKind.Long)
        {
            return call.Inputs.Count == 1 ? static (inputs, _, row) => !IsLeast(inputs[0], row)
                : call.Inputs.All(input => input.Type.Kind == type) ? Exact(call.Name) : null;
        }

        return call.Name != "cast" ? null : (call.Inputs[0].Type.Kind, type) switch
        {
            (TypeKind.Long, TypeKind.Int) => static (inputs, result, row) => Long(inputs[0], row) == Long(result, row),
            (TypeKind.Double, TypeKind.Int) => static (inputs, _, row) => IsWithin(inputs[0], row, int.MinValue - 1.0, int.MaxValue + 1.0),
            (TypeKind.Double, TypeKind.Long) => static (inputs, _, row) => IsWithin(inputs[0], row, -9.223372036854778e18,
                9.2233720368547758e18),
            (TypeKind.Decimal, TypeKind.Int or TypeKind.Long) => static (inputs, result, row) =>
                Cell.Read<Int128>(inputs[0], row) / Decimals.Power(((DecimalType)inputs[0].Type).Scale) == Long(result, row),
            (TypeKind.String, not TypeKind.String) or (TypeKind.Double, TypeKind.Timestamp or TypeKind.Decimal) or (_, TypeKind.Decimal)
                or (TypeKind.Decimal, TypeKind.Timestamp) or (TypeKind.Timestamp, TypeKind.Int) => IsThere,
            _ => null,
        };
    }

    private static bool IsThere(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, int row) => !result.IsNull(row);

    private static unsafe int LengthOf(ColumnVector list, int row) => list.Offsets[row + 1] - list.Offsets[row];

    private static bool IsWithin(ColumnVector column, int row, double above, double below) =>
        Cell.Read<double>(column, row) is var value && value > above && value < below;

    private static RowCheck Exact(string name) => name switch
    {
        "+" => static (inputs, result, row) => (Int128)Long(inputs[0], row) + Long(inputs[1], row) == Long(result, row),
        "-" => static (inputs, result, row) => (Int128)Long(inputs[0], row) - Long(inputs[1], row) == Long(result, row),
        _ => static (inputs, result, row) => (Int128)Long(inputs[0], row) * Long(inputs[1], row) == Long(result, row),
    };

    private static bool IsLeast(ColumnVector column, int row) =>
        Long(column, row) == (column.Type.Kind == TypeKind.Int ? int.MinValue : long.MinValue);

    private static long Long(ColumnVector column, int row) => column.Type.Kind switch
    {
        TypeKind.Int => Cell.Read<int>(column, row),
        TypeKind.Decimal => 0,
        _ => Cell.Read<long>(column, row),
    };
}
