namespace HotStream;

/// <summary>All aggregates, by name.</summary>
internal static class AggregateTable
{
    /// <summary>The rows on which the examples of the documentation are computed.</summary>
    public const string ExampleRows = "VALUES (1, 'a'), (2, 'b'), (2, 'a'), (NULL, 'c') AS t(x, s)";

    public static IReadOnlyList<AggregateFunction> All { get; } =
    [
        new("count", "Rows: all of them, or those in which no argument is null.", "count(x)", "3",
            args => new(args, DataType.Long, () => new CountState())),
        new("sum", "The sum of the values that are not null; whole numbers are added in 64 bits and wrap around, decimal ones exactly.",
            "sum(x)", "5", args =>
            One("sum", args).Type.Kind switch
        {
            TypeKind.Int or TypeKind.Long =>
                Fold<SumLong, long, SumState<long>, long>([Casts.Widen(args[0], DataType.Long)], DataType.Long),
            TypeKind.Decimal => DecimalSum(args, 10, 0),
            TypeKind.Interval => Fold<SumLong, long, SumState<long>, long>(args, DataType.Interval),
            _ => Fold<SumDouble, double, SumState<double>, double>([Number("sum", args[0])], DataType.Double),
        }),
        new("avg", "The mean of the values that are not null.", "avg(x)", "1.6666666666666667", args =>
            One("avg", args).Type.Kind == TypeKind.Decimal ? DecimalSum(args, 4, 4)
                : Fold<MeanFold, double, SumState<double>, double>([Number("avg", One("avg", args))],
                DataType.Double)) { Aliases = ["mean"] },
        new("min", "The least value that is not null.", "min(s)", "a", args => Extreme("min", args, Chosen.LeastBy)),
        new("max", "The greatest value that is not null; NaN is greater than every other number.", "max(s)", "c", args =>
            Extreme("max", args, Chosen.GreatestBy)),
        new("first", "The first value; the first that is not null if the second argument is true.", "first(x)", "1", args =>
            Positional("first", args, Chosen.First))
        {
            Aliases = ["first_value", "any_value"],
        },
        new("last", "The last value; the last that is not null if the second argument is true.", "last(x, true)", "2", args =>
            Positional("last", args, Chosen.Last))
        {
            Aliases = ["last_value"],
        },
        By("min_by", "The value of the row with the least second argument.", "min_by(s, x)", "a", Chosen.LeastBy),
        By("max_by", "The value of the row with the greatest second argument.", "max_by(x, s)", "NULL", Chosen.GreatestBy),
        new("collect_list", "The values that are not null, in a list.", "collect_list(x)", "[1, 2, 2]", args =>
            List("collect_list", args, false))
        {
            Aliases = ["array_agg"],
        },
        new("collect_set", "The different values that are not null, in a list.", "collect_set(x)", "[1, 2]", args =>
            List("collect_set", args, true)),
        new("approx_count_distinct", "About how many different values there are that are not null (standard error 1.6 %).",
            "approx_count_distinct(s)", "3", args =>
            One("approx_count_distinct", args).Type.IsNested
                ? throw new AnalysisException("approx_count_distinct does not take lists, structs and maps; count(DISTINCT ...) does.")
                : new(args, DataType.Long, () => new ApproximateState())),
        new("count_if", "Rows in which a condition is true.", "count_if(x > 1)", "2", args =>
            Fold<CountIf, bool, long, long>([Truth("count_if", One("count_if", args))], DataType.Long)),
        new("bool_and", "Whether a condition is true in every row in which it is not null.", "bool_and(x > 0)", "true", args =>
            Fold<ExtremeFold<KeepsLeast, bool>, bool, SumState<bool>,
                bool>([Truth("bool_and", One("bool_and", args))], DataType.Boolean)) { Aliases = ["every"] },
        new("bool_or", "Whether a condition is true in any row.", "bool_or(x > 1)", "true", args =>
            Fold<ExtremeFold<KeepsGreatest, bool>, bool, SumState<bool>,
                bool>([Truth("bool_or", One("bool_or", args))], DataType.Boolean)) { Aliases = ["any", "some"] },
        Moment<SampleVariance>("var_samp", "The variance of a sample; null of fewer than two values.", "var_samp(x)", "0.3333333333333333")
            .Also("variance"),
        Moment<PopulationVariance>("var_pop", "The variance of all values there are.", "round(var_pop(x), 4)", "0.2222"),
        Moment<SampleDeviation>("stddev_samp", "The standard deviation of a sample; null of fewer than two values.",
            "round(stddev_samp(x), 4)", "0.5774")
            .Also("stddev", "std"),
        Moment<PopulationDeviation>("stddev_pop", "The standard deviation of all values there are.", "round(stddev_pop(x), 4)", "0.4714"),
        Moment<Skewness>("skewness", "How far the values lean to one side; null when they are all the same.", "round(skewness(x), 4)",
            "-0.7071"),
        Moment<Kurtosis>("kurtosis", "How heavy the tails are, 0 for a normal distribution; null when the values are all the same.",
            "round(kurtosis(x), 4)", "-1.5"),
        new("median", "The value in the middle, between the two in the middle where there are two.", "median(x)", "2.0", args =>
            Percentile("median", [One("median", args), new BoundLiteral(0.5, DataType.Double)])),
        new("percentile", "The value below which that part of the values lies, between two values in proportion.", "percentile(x, 0.25)",
            "1.5", args =>
            Percentile("percentile", args)) { Aliases = ["percentile_approx", "approx_percentile"] },
    ];

    private static readonly Dictionary<string, AggregateFunction> s_byName = All
        .SelectMany(function => function.Aliases.Prepend(function.Name).Select(name => (name, function)))
        .ToDictionary(pair => pair.name, pair => pair.function, StringComparer.OrdinalIgnoreCase);

    public static IEnumerable<string> Names => s_byName.Keys;

    public static AggregateFunction? Find(string name) => s_byName.GetValueOrDefault(name);

    private static Bound One(string name, IReadOnlyList<Bound> args)
    {
        Arguments.Check(name, args, 1);
        return args[0];
    }

    private static Bound Number(string name, Bound argument) =>
        argument.Type.IsNumeric || argument.Type.Kind is TypeKind.Null or TypeKind.String
        ? Casts.Widen(argument, DataType.Double)
        : throw new AnalysisException($"{name} takes numbers; {argument.Text} is {argument.Type}.");

    private static Bound Truth(string name, Bound argument) => argument.Type.Kind is TypeKind.Boolean or TypeKind.Null
        ? Casts.Widen(argument, DataType.Boolean)
        : throw new AnalysisException($"{name} takes a condition; {argument.Text} is {argument.Type}.");

    private static AggregateFunction.Binding Fold<TFold, TIn, TState, TResult>(IReadOnlyList<Bound> args, DataType type)
        where TFold : struct, IFold<TIn, TState, TResult>
        where TIn : unmanaged
        where TState : unmanaged
        where TResult : unmanaged => new(args, type, () => new FoldState<TFold, TIn, TState, TResult>());

    /// <summary>A sum, or the mean with more digits behind the point.</summary>
    private static AggregateFunction.Binding DecimalSum(IReadOnlyList<Bound> args, int digits, int moreScale)
    {
        var of = (DecimalType)args[0].Type;
        DecimalType type = DecimalRules.Bounded(of.Precision + digits, of.Scale + moreScale);
        return new(args, type, () => new DecimalSumState(type, of.Scale, moreScale > 0));
    }

    private static AggregateFunction Moment<TResult>(string name, string summary, string example, string answer)
        where TResult : struct, IMomentResult => new(name, summary, example, answer, args =>
            Fold<Moments<TResult>, double, MomentState, double>([Number(name, One(name, args))], DataType.Double));

    private static AggregateFunction.Binding Extreme(string name, IReadOnlyList<Bound> args, Chosen chosen)
    {
        bool isLeast = chosen == Chosen.LeastBy;
        DataType type = One(name, args).Type;
        return type.Kind switch
        {
            TypeKind.Boolean => isLeast ? Fold<ExtremeFold<KeepsLeast, bool>, bool, SumState<bool>, bool>(args, type)
                : Fold<ExtremeFold<KeepsGreatest, bool>, bool, SumState<bool>, bool>(args, type),
            TypeKind.Int or TypeKind.Date =>
                isLeast ? Fold<ExtremeFold<KeepsLeast, int>, int, SumState<int>, int>(args, type)
                    : Fold<ExtremeFold<KeepsGreatest, int>, int, SumState<int>, int>(args, type),
            TypeKind.Decimal => isLeast ? Fold<ExtremeFold<KeepsLeast, Int128>, Int128, SumState<Int128>, Int128>(args, type)
                : Fold<ExtremeFold<KeepsGreatest, Int128>, Int128, SumState<Int128>, Int128>(args, type),
            TypeKind.Double => new(args, type, () => isLeast ? new ExtremeState<KeepsLeast, double>()
                : new ExtremeState<KeepsGreatest, double>()),
            TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval =>
                new(args, type, () => isLeast ? new ExtremeState<KeepsLeast, long>()
                    : new ExtremeState<KeepsGreatest, long>()),
            TypeKind.Map => throw new AnalysisException($"{name} needs values that have an order; {args[0].Text} is {type}."),
            _ => new(args, type, () => new ChosenRowState([type], chosen, false)),
        };
    }

    private static AggregateFunction.Binding Positional(string name, IReadOnlyList<Bound> args, Chosen chosen)
    {
        Arguments.Check(name, args, 1, 2);
        bool ignoresNulls = args.Count == 2 && (args[1] is BoundLiteral { Value: bool flag } ? flag
            : throw new AnalysisException($"The second argument of {name} is true or false."));
        return new([args[0]], args[0].Type, () => new ChosenRowState([args[0].Type], chosen, ignoresNulls));
    }

    private static AggregateFunction By(string name, string summary, string example, string answer, Chosen chosen) =>
        new(name, summary, example, answer, args =>
    {
        Arguments.Check(name, args, 2);
        return new(args, args[0].Type, () => new ChosenRowState([args[0].Type, args[1].Type], chosen, false));
    });

    private static AggregateFunction.Binding List(string name, IReadOnlyList<Bound> args, bool isSet)
    {
        DataType type = One(name, args).Type;
        return new(args, DataType.Array(type), () => isSet ? new DistinctState(new ListState(type, ListState.ToList), [type])
            : new ListState(type, ListState.ToList));
    }

    private static AggregateFunction.Binding Percentile(string name, IReadOnlyList<Bound> args)
    {
        Arguments.Check(name, args, 2, 3);
        double part = args[1] is BoundLiteral { Value: IConvertible value and not string and not bool }
            ? value.ToDouble(System.Globalization.CultureInfo.InvariantCulture) : double.NaN;
        return part is >= 0 and <= 1
            ? new([Number(name, args[0])], DataType.Double, () => new ListState(DataType.Double, (values, places, result, row, _) =>
            {
                if (places.Count == 0)
                {
                    result.SetNull(row);
                    return;
                }

                ListOrders.Ascending(values, places);
                double at = part * (places.Count - 1);
                double low = Cell.Read<double>(values, places[(int)at]);
                double high = Cell.Read<double>(values, places[Math.Min((int)at + 1, places.Count - 1)]);
                Cell.Write(result, row, low + ((high - low) * (at - (int)at)));
            }))
            : throw new AnalysisException($"The second argument of {name} is a number between 0 and 1 that is written there.");
    }
}
