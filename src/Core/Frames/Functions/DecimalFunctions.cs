namespace HotStream;

/// <summary>Arithmetic of decimal numbers; what does not fit is null.</summary>
internal static class DecimalFunctions
{
    private delegate bool DecimalMap(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result);

    /// <summary>Whether a call is one of decimal numbers: one of them is, and the others are whole numbers.</summary>
    public static bool Are(IReadOnlyList<Bound> args) => args.Any(argument => argument.Type.Kind == TypeKind.Decimal)
        && args.All(argument => argument.Type.Kind is TypeKind.Decimal or TypeKind.Int or TypeKind.Long or TypeKind.Null);

    public static BoundCall Arithmetic(string name, IReadOnlyList<Bound> args)
    {
        (DecimalType left, DecimalType right) = Types(args);
        (DecimalType type, DecimalMap map) = name switch
        {
            "+" => (DecimalRules.Sum(left, right), Decimals.TryAdd),
            "-" => (DecimalRules.Sum(left, right), TrySubtract),
            "*" => (DecimalRules.Product(left, right), Decimals.TryMultiply),
            "/" => (DecimalRules.Quotient(left, right), Decimals.TryDivide),
            "%" => (DecimalRules.Remainder(left, right), Decimals.TryRemainder),
            _ => (DecimalRules.Remainder(left, right), (DecimalMap)TryModulus),
        };
        (int leftScale, int rightScale) = (left.Scale, right.Scale);
        return new BoundCall(name, [Casts.Widen(args[0], left), Casts.Widen(args[1], right)], type, NullRule.Strict, () =>
            new TryKernel<Int128, Int128, Int128>((Int128 a, Int128 b, Utf8Arena _, out Int128 result) =>
                map(a, leftScale, b, rightScale, type, out result)));
    }

    public static BoundCall DivideWhole(IReadOnlyList<Bound> args)
    {
        (DecimalType left, DecimalType right) = Types(args);
        (int leftScale, int rightScale) = (left.Scale, right.Scale);
        return new BoundCall("div", [Casts.Widen(args[0], left), Casts.Widen(args[1], right)], DataType.Long, NullRule.Strict, () =>
            new TryKernel<Int128, Int128, long>((Int128 a, Int128 b, Utf8Arena _, out long result) =>
                Decimals.TryDivideWhole(a, leftScale, b, rightScale, out result)));
    }

    /// <summary>A function of numbers that has a form of its own for decimal ones.</summary>
    public static FunctionEntry Or(FunctionEntry others, Func<IReadOnlyList<Bound>, Bound> ofDecimals) => others with
    {
        Bind = args => args.Count > 0 && Are(args) && args[0].Type.Kind == TypeKind.Decimal ? ofDecimals(args) : others.Bind(args),
    };

    public static Bound Negative(IReadOnlyList<Bound> args) => Same("negative", args, value => -value);

    public static Bound Absolute(IReadOnlyList<Bound> args) => Same("abs", args, Int128.Abs);

    /// <summary>Down or up to a whole number.</summary>
    public static Bound Whole(string name, IReadOnlyList<Bound> args, bool isUp)
    {
        Arguments.Check(name, args, 1);
        var type = (DecimalType)args[0].Type;
        Int128 unit = Decimals.Power(type.Scale);
        return new BoundCall(name, args, DecimalRules.Bounded(type.Precision - type.Scale + 1, 0), NullRule.Strict, () =>
            new TryKernel<Int128, Int128>((Int128 value, Utf8Arena _, out Int128 result) =>
            {
                result = value / unit;
                result += isUp ? (value > result * unit ? 1 : 0) : value < result * unit ? -1 : 0;
                return true;
            }));
    }

    /// <summary>Rounded to digits behind the point, or before it when negative; how many must be known, as they make the type.</summary>
    public static Bound Rounded(string name, IReadOnlyList<Bound> args, bool toEven)
    {
        Arguments.Check(name, args, 1, 2);
        int digits = args.Count == 1 ? 0 : FoldConstants(args[1]) is int known ? known
            : throw new AnalysisException($"The second argument of {name} of a decimal number is a whole number that is written there.");
        var from = (DecimalType)args[0].Type;
        int scale = Math.Clamp(digits, 0, from.Scale);
        int whole = Math.Max(from.Precision - from.Scale + 1, digits < 0 ? 1 - digits : 0);
        DecimalType type = DecimalRules.Bounded(whole + scale, scale);
        int cut = from.Scale - Math.Min(digits, from.Scale); // digits that go
        return new BoundCall($"{name} {digits}", [args[0]], type, NullRule.Strict, () =>
            new TryKernel<Int128, Int128>((Int128 value, Utf8Arena _, out Int128 result) =>
            {
                result = 0;
                Int128 rounded = cut > DecimalType.MostDigits ? 0 : toEven ? ToEven(value, Decimals.Power(cut))
                    : Decimals.TryRescale(value, cut, 0, out Int128 up) ? up : 0;
                return Decimals.TryRescale(rounded, 0, Math.Max(0, -digits), out rounded)
                    && Decimals.TryRescale(rounded, scale, type, out result);
            }), ExpressionText.Call(name, false, [.. args.Select(argument => argument.Text)]));
    }

    private static object? FoldConstants(Bound digits) => digits is BoundLiteral literal ? literal.Value
        : digits is BoundCall { Name: "negative", Inputs: [BoundLiteral { Value: int value }] } ? -value : null;

    private static Int128 ToEven(Int128 value, Int128 unit)
    {
        Int128 whole = value / unit;
        Int128 rest = Int128.Abs(value - (whole * unit));
        bool isUp = rest > unit - rest || (rest == unit - rest && Int128.IsOddInteger(whole));
        return !isUp ? whole : value < 0 ? whole - 1 : whole + 1;
    }

    private static BoundCall Same(string name, IReadOnlyList<Bound> args, Func<Int128, Int128> map)
    {
        Arguments.Check(name, args, 1);
        return new BoundCall(name, args, args[0].Type, NullRule.Strict, () =>
            new TryKernel<Int128, Int128>((Int128 value, Utf8Arena _, out Int128 result) =>
            {
                result = map(value);
                return true;
            }));
    }

    private static (DecimalType Left, DecimalType Right) Types(IReadOnlyList<Bound> args)
    {
        DecimalType? left = DecimalRules.Of(args[0]);
        DecimalType? right = DecimalRules.Of(args[1]);
        return ((left ?? right)!, (right ?? left)!); // a null has the type of the other side
    }

    private static bool TrySubtract(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result) =>
        Decimals.TryAdd(left, leftScale, -right, rightScale, type, out result);

    private static bool TryModulus(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result) =>
        Decimals.TryRemainder(left, leftScale, right, rightScale, type, out result)
        && (result == 0 || (result < 0) == (right < 0) || Decimals.TryAdd(result, type.Scale, right, rightScale, type, out result));
}
