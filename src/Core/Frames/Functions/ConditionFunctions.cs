namespace HotStream;

/// <summary>Nulls and choices.</summary>
internal static class ConditionFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("isnull", "Whether the value is null.", "isnull(NULL)", "true", args => IsNull("isnull", args, true)),
        new("isnotnull", "Whether the value is not null.", "isnotnull(1)", "true", args => IsNull("isnotnull", args, false)),
        new("coalesce", "The first value that is not null.", "coalesce(NULL, 2, 3)", "2", args => Coalesce("coalesce", args)),
        new("ifnull", "The first value, or the second where the first is null.", "ifnull(NULL, 'x')", "x", args => Coalesce("ifnull", args))
        {
            Aliases = ["nvl"],
        },
        new("nvl2", "The second value where the first is not null, else the third.", "nvl2(NULL, 1, 2)", "2", args =>
        {
            Arguments.Check("nvl2", args, 3);
            return Choice("nvl2", [IsNull("isnotnull", [args[0]], false), .. TypeRules.Unify("nvl2", [args[1], args[2]])]);
        }),
        new("nullif", "The first value, or null where both are equal.", "nullif(2, 2)", "NULL", args =>
        {
            Arguments.Check("nullif", args, 2);
            return Choice("nullif", [OperatorFunctions.AreEqual(args[0], args[1]), new BoundLiteral(null, args[0].Type), args[0]]);
        }),
        new("if", "The second value where the first is true, else the third.", "if(1 < 2, 'a', 'b')", "a", args =>
        {
            Arguments.Check("if", args, 3);
            return Case([(args[0], args[1])], args[2], "if");
        }),
        new("in", "Whether the first value is one of the others; null when it is none of them and one is null.", "2 IN (1, 2)", "true", In),
        new("greatest", "The greatest value that is not null.", "greatest(1, NULL, 3)", "3", args => Extreme("greatest", args, -1)),
        new("least", "The least value that is not null.", "least(4, 1.5)", "1.5", args => Extreme("least", args, 1)),
        new("assert_true", "Null where the condition is true; an error with the text where it is not.", "assert_true(1 < 2, 'no order')",
            "NULL",
            args =>
        {
            Arguments.Check("assert_true", args, 1, 2);
            string problem = args.Count == 2 ? Arguments.Text("assert_true", "text", args[1]) : $"'{args[0].Text}' is not true!";
            return new BoundCall("assert_true", [Casts.Widen(args[0], DataType.Boolean)], DataType.Boolean, NullRule.Own, () =>
                new ColumnKernel((inputs, result, rows, _) => Assert(inputs[0], result, rows, problem)),
                ExpressionText.Call("assert_true", false, [.. args.Select(argument => argument.Text)]));
        }),
        FunctionEntry.Of("isnan", "Whether the value is not a number; false for a null.", "isnan(cast('NaN' AS DOUBLE))", "true",
            new Overload([DataType.Double], DataType.Boolean, () => new ColumnKernel(static (inputs, result, rows, _) =>
            {
                result.ClearNulls();
                for (int i = 0; i < rows.Count; i++)
                {
                    int row = rows.PlaceOf(i);
                    result.SetBoolean(row, !inputs[0].IsNull(row) && double.IsNaN(Cell.Read<double>(inputs[0], row)));
                }
            }), NullRule.Own)),
        new("nanvl", "The first value, or the second where the first is not a number.", "nanvl(cast('NaN' AS DOUBLE), 2)", "2.0", args =>
        {
            Arguments.Check("nanvl", args, 2);
            Bound value = Casts.Widen(args[0], DataType.Double);
            return Case([(FunctionTable.Bind("isnan", [value]), Casts.Widen(args[1], DataType.Double))], value, "nanvl");
        }),
    ];

    private static void Assert(ColumnVector truth, ColumnVector result, RowSet rows, string problem)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            result.SetNull(row);
            if (truth.IsNull(row) || !truth.GetBoolean(row))
            {
                throw new RowException(problem, row);
            }
        }
    }

    /// <summary>CASE.</summary>
    public static Bound Case(IReadOnlyList<(Bound When, Bound Then)> branches, Bound? otherwise, string name = "case")
    {
        Bound[] values = TypeRules.Unify(name.ToUpperInvariant(),
            [.. branches.Select(branch => branch.Then), .. otherwise is null ? [] : (Bound[])[otherwise]]);
        var inputs = new List<Bound>();
        for (int i = 0; i < branches.Count; i++)
        {
            if (branches[i].When.Type.Kind is not (TypeKind.Boolean or TypeKind.Null))
            {
                throw new AnalysisException($"A condition must be a boolean; {branches[i].When.Text} is {branches[i].When.Type}.");
            }

            inputs.Add(Casts.Widen(branches[i].When, DataType.Boolean));
            inputs.Add(values[i]);
        }

        if (otherwise is not null)
        {
            inputs.Add(values[^1]);
        }

        return inputs.Count > byte.MaxValue
            ? throw new AnalysisException("A CASE has at most 127 branches; put the values into a frame and join it.")
            : Choice(name, inputs);
    }

    private static BoundCall Choice(string name, List<Bound> inputs) =>
        new(name, inputs, inputs[1].Type, NullRule.Own, () => new ChoiceKernel());

    private static BoundCall IsNull(string name, IReadOnlyList<Bound> args, bool isNull)
    {
        Arguments.Check(name, args, 1);
        return new BoundCall(name, args, DataType.Boolean, NullRule.Own, () => new IsNullKernel(isNull));
    }

    private static BoundCall Coalesce(string name, IReadOnlyList<Bound> args)
    {
        Arguments.Check(name, args, 1, 60);
        Bound[] values = TypeRules.Unify(name, args);
        string text = ExpressionText.Call(name, false, [.. args.Select(argument => argument.Text)]);
        return new BoundCall(name,
            [.. values.SkipLast(1).SelectMany(value => (Bound[])[IsNull("isnotnull", [value], false), value]), values[^1]],
            values[0].Type, NullRule.Own, values.Length == 1 ? () => new ColumnKernel(CopyOne) : () => new ChoiceKernel(), text);
    }

    private static void CopyOne(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Utf8Arena texts)
    {
        result.ClearNulls();
        ColumnCopy.Append(inputs[0], [.. Enumerable.Range(0, rows.Length)], result, 0, null);
    }

    private static BoundCall In(IReadOnlyList<Bound> args)
    {
        Arguments.Check("in", args, 2, int.MaxValue);
        Bound[] equal = [.. args.Skip(1).Select(value => OperatorFunctions.AreEqual(args[0], value))];
        return new BoundCall("or", equal, DataType.Boolean, NullRule.Own, () => new LogicKernel(LogicKernel.Operator.Or),
            ExpressionText.Call("in", false, [.. args.Select(argument => argument.Text)]));
    }

    private static BoundCall Extreme(string name, IReadOnlyList<Bound> args, int sign)
    {
        Arguments.Check(name, args, 2, int.MaxValue);
        Bound[] values = TypeRules.Unify(name, args);
        return new BoundCall(name, values, values[0].Type, NullRule.Own, () => new ColumnKernel((inputs, result, rows, _) =>
        {
            result.ClearNulls();
            Span<int> place = stackalloc int[1];
            int next = 0;
            for (int row = 0; row < rows.Length; row++)
            {
                ColumnVector? best = null;
                bool isMeant = rows.IsMeant(row, ref next);
                foreach (ColumnVector input in inputs)
                {
                    best = isMeant && !input.IsNull(row) && (best is null || Order.Compare(input, row, best, row) * sign < 0) ? input
                        : best;
                }

                place[0] = best is null ? -1 : row;
                ColumnCopy.Append(best ?? inputs[0], place, result, row, null);
            }
        }));
    }
}
