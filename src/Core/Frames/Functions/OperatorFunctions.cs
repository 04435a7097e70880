using System.Numerics;

namespace HotStream;

/// <summary>Arithmetic, comparisons and logic.</summary>
internal static class OperatorFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        new("+", "The sum. Whole numbers wrap around; a date or time plus an interval is later by it.", "1 + 2", "3", args =>
            Plus(args, 1)),
        new("-", "The difference; between two times an interval.", "5 - 7", "-2", args => Plus(args, -1)),
        new("*", "The product.", "2.5 * 4", "10.0", args =>
            Numeric("*", args, Kernel<MultiplyMap<int>, int>, Kernel<MultiplyMap<long>, long>, Kernel<MultiplyMap<double>, double>)),
        OrDecimals(FunctionEntry.Of("/", "The quotient, floating point or decimal; null when divided by zero.", "7 / 2", "3.5",
            Overload.Of<double, double, double>(DataType.Double, DataType.Double, DataType.Double, Division.Divide))),
        OrDecimals(FunctionEntry.Of("div", "The quotient without its fraction.", "7 div 2", "3",
            Overload.Of<long, long, long>(DataType.Long, DataType.Long, DataType.Long, Division.DivideWhole))),
        OrDecimals(FunctionEntry.Of("%", "The remainder, with the sign of the left side; null when divided by zero.", "-7 % 3", "-1",
            Overload.Of<int, int, int>(DataType.Int, DataType.Int, DataType.Int, Division.Remainder),
            Overload.Of<long, long, long>(DataType.Long, DataType.Long, DataType.Long, Division.Remainder),
            Overload.Of<double, double, double>(DataType.Double, DataType.Double, DataType.Double, Division.Remainder))).Also("mod"),
        DecimalFunctions.Or(FunctionEntry.Of("negative", "The number with the other sign.", "negative(3)", "-3",
            Overload.Map<NegateMap<int>, int, int>(DataType.Int, DataType.Int), Overload.Map<NegateMap<long>, long,
                long>(DataType.Long, DataType.Long),
            Overload.Map<NegateMap<double>, double, double>(DataType.Double, DataType.Double),
            Overload.Map<NegateMap<long>, long, long>(DataType.Interval, DataType.Interval)), DecimalFunctions.Negative),
        FunctionEntry.Of("&", "Bits that both have.", "12 & 10", "8", Overload.Map<BitAnd, long, long,
            long>(DataType.Long, DataType.Long, DataType.Long)),
        FunctionEntry.Of("|", "Bits that either has.", "12 | 10", "14", Overload.Map<BitOr, long, long,
            long>(DataType.Long, DataType.Long, DataType.Long)),
        FunctionEntry.Of("^", "Bits that one has and the other has not.", "12 ^ 10", "6",
            Overload.Map<BitXor, long, long, long>(DataType.Long, DataType.Long, DataType.Long)),
        new("=", "Whether both are equal; null when one is.", "2 = 2.0", "true", args =>
            Compare("=", args, Comparison.Equal)) { Aliases = ["=="] },
        new("<>", "Whether they differ.", "'a' <> 'b'", "true", args => Compare("<>", args, Comparison.NotEqual)) { Aliases = ["!="] },
        new("<", "Whether the left side is smaller. NaN is greater than every number.", "1 < 2", "true", args =>
            Compare("<", args, Comparison.Less)),
        new("<=", "Whether the left side is not greater.", "2 <= 2", "true", args => Compare("<=", args, Comparison.LessOrEqual)),
        new(">", "Whether the left side is greater.", "'b' > 'a'", "true", args =>
            Flip(Compare(">", [args[1], args[0]], Comparison.Less), args, ">")),
        new(">=", "Whether the left side is not smaller.", "1 >= 2", "false",
            args => Flip(Compare(">=", [args[1], args[0]], Comparison.LessOrEqual), args, ">=")),
        new("<=>", "Whether both are equal, or both null; never null.", "NULL <=> NULL", "true", NullSafe),
        new("and", "Whether both are true. False and null is false.", "true AND NULL", "NULL", args =>
            Logic("and", args, LogicKernel.Operator.And)),
        new("or", "Whether either is true. True or null is true.", "true OR NULL", "true", args =>
            Logic("or", args, LogicKernel.Operator.Or)),
        new("not", "Whether it is false.", "NOT true", "false", args => Logic("not", args, LogicKernel.Operator.Not)) { Aliases = ["!"] },
    ];

    /// <summary>A division that has a form of its own for decimal numbers.</summary>
    private static FunctionEntry OrDecimals(FunctionEntry others) => others with
    {
        Bind = args => args.Count != 2 || !DecimalFunctions.Are(args) ? others.Bind(args)
            : others.Name == "div" ? DecimalFunctions.DivideWhole(args) : DecimalFunctions.Arithmetic(others.Name, args),
    };

    private enum Comparison
    {
        Equal,
        NotEqual,
        Less,
        LessOrEqual,
    }

    /// <summary>An equality as other parts of the engine need it.</summary>
    public static Bound AreEqual(Bound left, Bound right) => Compare("=", [left, right], Comparison.Equal);

    private static Bound Plus(IReadOnlyList<Bound> args, int sign)
    {
        string name = sign > 0 ? "+" : "-";
        Arguments.Check(name, args, 2);
        (TypeKind left, TypeKind right) = (args[0].Type.Kind, args[1].Type.Kind);
        Func<Kernel> move = sign > 0 ? Kernel<AddMap<long>, long> : Kernel<SubtractMap<long>, long>;
        return (left, right) switch
        {
            (TypeKind.Interval, TypeKind.Interval) => Call(name, args, DataType.Interval, move),
            (TypeKind.Timestamp, TypeKind.Interval) => Call(name, args, DataType.Timestamp, move),
            (TypeKind.Date, TypeKind.Interval) => AddToDate(name, args, move),
            (TypeKind.Interval, TypeKind.Timestamp or TypeKind.Date) when sign > 0 => Plus([args[1], args[0]], sign),
            (TypeKind.Timestamp or TypeKind.Date, TypeKind.Timestamp or TypeKind.Date) when sign < 0 =>
                Call(name, [Casts.Widen(args[0], DataType.Timestamp), Casts.Widen(args[1], DataType.Timestamp)], DataType.Interval, move),
            (TypeKind.Date, TypeKind.Int) =>
                Call(name, args, DataType.Date, sign > 0 ? Kernel<AddMap<int>, int> : Kernel<SubtractMap<int>, int>),
            _ => sign > 0 ? Numeric(name, args, Kernel<AddMap<int>, int>, Kernel<AddMap<long>, long>, Kernel<AddMap<double>, double>)
                : Numeric(name, args, Kernel<SubtractMap<int>, int>, Kernel<SubtractMap<long>, long>, Kernel<SubtractMap<double>, double>),
        };
    }

    /// <summary>A date moved by whole days is a date, by anything else a time.</summary>
    private static Bound AddToDate(string name, IReadOnlyList<Bound> args, Func<Kernel> move)
    {
        Bound moved = Call(name, [Casts.Widen(args[0], DataType.Timestamp), args[1]], DataType.Timestamp, move);
        return args[1] is BoundLiteral { Value: TimeSpan span } && span.Ticks % TimeSpan.TicksPerDay == 0
            ? Casts.Widen(moved, DataType.Date) : moved;
    }

    private static BoundCall Numeric(string name, IReadOnlyList<Bound> args, Func<Kernel> ofInt, Func<Kernel> ofLong, Func<Kernel> ofDouble)
    {
        Arguments.Check(name, args, 2);
        if (DecimalFunctions.Are(args))
        {
            return DecimalFunctions.Arithmetic(name, args);
        }

        DataType? Number(Bound argument) => argument.Type.Kind switch
        {
            TypeKind.Int or TypeKind.Long or TypeKind.Double => argument.Type,
            TypeKind.Null or TypeKind.String or TypeKind.Decimal => DataType.Double,
            _ => null,
        };
        DataType? type = Number(args[0]) is { } left && Number(args[1]) is { } right ? TypeRules.Common(left, right) : null;
        return type is null
            ? throw new AnalysisException($"{args[0].Type} {name} {args[1].Type} has no meaning, in {args[0].Text} {name} {args[1].Text}.")
            : Call(name, [Casts.Widen(args[0], type), Casts.Widen(args[1], type)], type,
                type.Kind switch { TypeKind.Int => ofInt, TypeKind.Long => ofLong, _ => ofDouble });
    }

    private static BoundCall Compare(string name, IReadOnlyList<Bound> args, Comparison what)
    {
        Arguments.Check(name, args, 2);
        DataType type = TypeRules.Comparable(args[0].Type, args[1].Type) ?? throw new AnalysisException(
            $"{args[0].Text} of type {args[0].Type} cannot be compared with {args[1].Text} of type {args[1].Type}.");
        Bound[] widened = [Casts.Widen(args[0], type), Casts.Widen(args[1], type)];
        return Call(name, widened, DataType.Boolean, type.Kind switch
        {
            TypeKind.Boolean => () => OfType<bool>(what),
            TypeKind.Int or TypeKind.Date => () => OfNumber<int>(what),
            TypeKind.Double => () => OfNumber<double>(what),
            TypeKind.String => () => OfType<Utf8Slice>(what),
            TypeKind.Decimal => () => OfType<Int128>(what),
            TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval => () => OfNumber<long>(what),
            TypeKind.Map => throw new AnalysisException($"Maps cannot be compared: {args[0].Text} {name} {args[1].Text}."),
            _ => () => new ColumnKernel((inputs, result, rows, _) => CompareNested(inputs, result, rows, what)),
        });
    }

    private static BoundCall Flip(BoundCall flipped, IReadOnlyList<Bound> args, string name) =>
        new(flipped.Name, flipped.Inputs, flipped.Type, NullRule.Strict, flipped.Kernel,
            ExpressionText.Call(name, false, [args[0].Text, args[1].Text]));

    private static Kernel OfType<T>(Comparison what)
        where T : unmanaged => what switch
        {
            Comparison.Equal => new MapKernel<Equal<T>, T, T, bool>(),
            Comparison.NotEqual => new MapKernel<NotEqual<T>, T, T, bool>(),
            Comparison.Less => new MapKernel<Less<T>, T, T, bool>(),
            _ => new MapKernel<LessOrEqual<T>, T, T, bool>(),
        };

    private static Kernel OfNumber<T>(Comparison what)
        where T : unmanaged => what switch
        {
            Comparison.Equal => new CompareKernel<Equal<T>, T>(),
            Comparison.NotEqual => new CompareKernel<NotEqual<T>, T>(),
            Comparison.Less => new CompareKernel<Less<T>, T>(),
            _ => new CompareKernel<LessOrEqual<T>, T>(),
        };

    private static void CompareNested(ReadOnlySpan<ColumnVector> inputs, ColumnVector result, RowSet rows, Comparison what)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            int row = rows.PlaceOf(i);
            int order = Order.Compare(inputs[0], row, inputs[1], row);
            result.SetBoolean(row, what switch
            {
                Comparison.Equal => order == 0,
                Comparison.NotEqual => order != 0,
                Comparison.Less => order < 0,
                _ => order <= 0,
            });
        }
    }

    private static BoundCall NullSafe(IReadOnlyList<Bound> args)
    {
        Bound equal = Compare("<=>", args, Comparison.Equal);
        return new BoundCall("<=>", equal.Inputs, DataType.Boolean, NullRule.Own, () => new ColumnKernel(static (inputs, result, rows, _) =>
        {
            result.ClearNulls();
            for (int i = 0; i < rows.Count; i++)
            {
                int row = rows.PlaceOf(i);
                result.SetBoolean(row, Order.Compare(inputs[0], row, inputs[1], row) == 0);
            }
        }));
    }

    private static BoundCall Logic(string name, IReadOnlyList<Bound> args, LogicKernel.Operator what)
    {
        Arguments.Check(name, args, what == LogicKernel.Operator.Not ? 1 : 2);
        Bound[] truths = [.. args.Select(argument => argument.Type.Kind is TypeKind.Boolean or TypeKind.Null
            ? Casts.Widen(argument, DataType.Boolean)
            : throw new AnalysisException($"{name.ToUpperInvariant()} needs a boolean; {argument.Text} is {argument.Type}."))];
        return new BoundCall(name, truths, DataType.Boolean, NullRule.Own, () => new LogicKernel(what));
    }

    private static BoundCall Call(string name, IReadOnlyList<Bound> inputs, DataType type, Func<Kernel> kernel) =>
        new(name, inputs, type, NullRule.Strict, kernel);

    private static MapKernel<TMap, T, T, T> Kernel<TMap, T>()
        where TMap : struct, IMap<T, T, T>
        where T : unmanaged => new();
}
