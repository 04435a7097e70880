namespace HotStream;

/// <summary>Functions of numbers.</summary>
internal static class NumberFunctions
{
    public static IEnumerable<FunctionEntry> All { get; } =
    [
        DecimalFunctions.Or(FunctionEntry.Of("abs", "The number without its sign.", "abs(-3)", "3", Overload.Map<AbsoluteMap<int>, int,
            int>(DataType.Int, DataType.Int),
            Overload.Map<AbsoluteMap<long>, long, long>(DataType.Long, DataType.Long),
            Overload.Map<AbsoluteMap<double>, double, double>(DataType.Double, DataType.Double)), DecimalFunctions.Absolute),
        ToWhole("ceil", "The least whole number that is not smaller.", "ceil(1.2)", "2", Math.Ceiling).Also("ceiling"),
        ToWhole("floor", "The greatest whole number that is not greater.", "floor(-1.2)", "-2", Math.Floor),
        Rounding("round", "Rounded to so many digits behind the point, halves away from zero.", "round(2.5)", "3",
            MidpointRounding.AwayFromZero),
        Rounding("bround", "Rounded to so many digits behind the point, halves to even.", "bround(2.5)", "2", MidpointRounding.ToEven),
        Of("sqrt", "The square root; NaN of a negative number.", "sqrt(9)", "3.0", Math.Sqrt),
        Of("cbrt", "The cube root.", "cbrt(27)", "3.0", CubeRoot),
        Of("exp", "e to the power of the number.", "exp(0)", "1.0", Math.Exp),
        Logarithm("ln", "The natural logarithm; null of what is not positive.", "ln(1)", "0.0", Math.Log),
        Logarithm("log10", "The logarithm to base 10; null of what is not positive.", "log10(100)", "2.0", Math.Log10),
        Logarithm("log2", "The logarithm to base 2; null of what is not positive.", "log2(8)", "3.0", Math.Log2),
        FunctionEntry.Of("log", "The logarithm of the second number to the base of the first; of one number the natural one.", "log(2, 8)",
            "3.0",
            Overload.Of(DataType.Double, DataType.Double, static (double value, Utf8Arena _, out double result) =>
            {
                result = Math.Log(value);
                return !(value <= 0);
            }),
            Overload.Of(DataType.Double, DataType.Double, DataType.Double,
                static (double newBase, double value, Utf8Arena _, out double result) =>
            {
                result = Math.Log(value) / Math.Log(newBase);
                return !(value <= 0) && !(newBase <= 0);
            })),
        Of("pow", "The first number to the power of the second.", "pow(2, 10)", "1024.0", Math.Pow).Also("power"),
        Of("sign", "-1, 0 or 1, as the number's sign is.", "sign(-4)", "-1.0", value => double.IsNaN(value) ? value : Math.Sign(value))
            .Also("signum"),
        Of("sin", "The sine of an angle in radians.", "sin(0)", "0.0", Math.Sin),
        Of("cos", "The cosine of an angle in radians.", "cos(0)", "1.0", Math.Cos),
        Of("tan", "The tangent of an angle in radians.", "tan(0)", "0.0", Math.Tan),
        Of("asin", "The angle in radians with that sine.", "asin(0)", "0.0", Math.Asin),
        Of("acos", "The angle in radians with that cosine.", "acos(1)", "0.0", Math.Acos),
        Of("atan", "The angle in radians with that tangent.", "atan(0)", "0.0", Math.Atan),
        Of("atan2", "The angle in radians of the point with that y and x.", "atan2(0, 1)", "0.0", static (y, x) =>
            Math.Atan2(y + 0.0, x + 0.0)), // so that -0.0 is 0.0, as everywhere else,
        Of("hypot", "The length of the hypotenuse over two sides.", "hypot(3, 4)", "5.0", double.Hypot),
        Of("degrees", "The angle in degrees.", "degrees(0)", "0.0", value => value * 180 / Math.PI),
        Of("radians", "The angle in radians.", "radians(0)", "0.0", value => value * Math.PI / 180),
        new("pi", "The ratio of a circle's circumference to its diameter.", "pi()", "3.141592653589793", _ =>
            new BoundLiteral(Math.PI, DataType.Double)),
        new("e", "The base of the natural logarithm.", "e()", "2.718281828459045", _ => new BoundLiteral(Math.E, DataType.Double)),
        OrModulus(FunctionEntry.Of("pmod", "The remainder with the sign of the right side, so that it is positive for a positive one.",
            "pmod(-7, 3)", "2",
            Overload.Of<long, long, long>(DataType.Long, DataType.Long, DataType.Long, Division.Modulus),
            Overload.Of<double, double, double>(DataType.Double, DataType.Double, DataType.Double, Division.Modulus))),
        FunctionEntry.Of("shiftleft", "The bits moved to the left.", "shiftleft(2, 1)", "4",
            Overload.Of(DataType.Long, DataType.Int, DataType.Long, static (long value, int by, Utf8Arena _, out long result) =>
            {
                result = value << by;
                return true;
            })),
        FunctionEntry.Of("shiftright", "The bits moved to the right, the sign kept.", "shiftright(-4, 1)", "-2",
            Overload.Of(DataType.Long, DataType.Int, DataType.Long, static (long value, int by, Utf8Arena _, out long result) =>
            {
                result = value >> by;
                return true;
            })),
        FunctionEntry.Of("hash64", "A number that depends on the text only, the same in every process.", "hash64('a') = hash64('a')",
            "true",
            Overload.Of(DataType.String, DataType.Long, static (Utf8Slice text, Utf8Arena _, out long result) =>
            {
                result = unchecked((long)StableHash64.Of(text));
                return true;
            })),
    ];

    private static FunctionEntry OrModulus(FunctionEntry others) => others with
    {
        Bind = args => args.Count == 2 && DecimalFunctions.Are(args) ? DecimalFunctions.Arithmetic("pmod", args) : others.Bind(args),
    };

    /// <summary>The root of a whole number's cube is that number, which the library's function misses by a bit.</summary>
    private static double CubeRoot(double value)
    {
        double whole = Math.Round(Math.Cbrt(value));
        return whole * whole * whole == value ? whole : Math.Cbrt(value);
    }

    private static FunctionEntry Of(string name, string summary, string example, string answer, Func<double, double> map) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Double, DataType.Double, (double value, Utf8Arena _, out double result) =>
        {
            result = map(value);
            return true;
        }));

    private static FunctionEntry Of(string name, string summary, string example, string answer, Func<double, double, double> map) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Double, DataType.Double, DataType.Double, (double left, double right, Utf8Arena _, out double result) =>
            {
                result = map(left, right);
                return true;
            }));

    private static FunctionEntry Logarithm(string name, string summary, string example, string answer, Func<double, double> map) =>
        FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Double, DataType.Double, (double value, Utf8Arena _, out double result) =>
        {
            result = map(value);
            return !(value <= 0); // NaN stays one
        }));

    private static FunctionEntry ToWhole(string name, string summary, string example, string answer, Func<double, double> map) =>
        DecimalFunctions.Or(FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Long, DataType.Long, static (long value, Utf8Arena _, out long result) =>
            {
                result = value;
                return true;
            }),
            Overload.Of(DataType.Double, DataType.Long, (double value, Utf8Arena _, out long result) =>
            {
                result = Casts.ToLong(map(value));
                return true;
            })), args => DecimalFunctions.Whole(name, args, isUp: name == "ceil"));

    private static FunctionEntry Rounding(string name, string summary, string example, string answer, MidpointRounding how)
    {
        double Round(double value, int digits)
        {
            if (!double.IsFinite(value) || digits > 15)
            {
                return value;
            }

            // Decimal digits are meant, not binary ones: 2.675 rounds to 2.68, as Spark's BigDecimal does.
            if (Math.Abs(value) < 7e27 && digits >= 0)
            {
                decimal exact = decimal.Parse(value.ToString("R", System.Globalization.CultureInfo.InvariantCulture),
                    System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
                return (double)Math.Round(exact, digits, how);
            }

            double unit = Math.Pow(10, -digits);
            return digits >= 0 ? value : Math.Round(value / unit, how) * unit;
        }

        return DecimalFunctions.Or(FunctionEntry.Of(name, summary, example, answer,
            Overload.Of(DataType.Long, DataType.Long, static (long value, Utf8Arena _, out long result) =>
            {
                result = value;
                return true;
            }),
            Overload.Of(DataType.Double, DataType.Double, (double value, Utf8Arena _, out double result) =>
            {
                result = Round(value, 0);
                return true;
            }),
            Overload.Of(DataType.Long, DataType.Int, DataType.Long, (long value, int digits, Utf8Arena _, out long result) =>
            {
                result = digits >= 0 ? value : digits < -18 ? 0
                    : (long)(Math.Round(value / (decimal)Math.Pow(10, -digits), how) * (decimal)Math.Pow(10, -digits));
                return true;
            }),
            Overload.Of(DataType.Double, DataType.Int, DataType.Double, (double value, int digits, Utf8Arena _, out double result) =>
            {
                result = Round(value, digits);
                return true;
            })), args => DecimalFunctions.Rounded(name, args, how == MidpointRounding.ToEven));
    }
}
