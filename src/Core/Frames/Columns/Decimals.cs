using System.Buffers.Text;
using System.Numerics;

namespace HotStream;

/// <summary>
/// Decimal numbers as columns store them: whole numbers of 128 bits, the digits behind the point known by the type. Halves are rounded away
/// from zero, as Spark does. What does not fit into so many digits has no value.
/// </summary>
internal static class Decimals
{
    private static readonly Int128[] s_powers = Powers();
    private static readonly BigInteger s_most = BigInteger.Pow(10, DecimalType.MostDigits);

    /// <summary>10 to a power of 0 to 38.</summary>
    public static Int128 Power(int exponent) => s_powers[exponent];

    public static bool Fits(Int128 value, int precision) => value < s_powers[precision] && value > -s_powers[precision];

    /// <summary>The number with more or fewer digits behind the point; false when it does not fit into 38.</summary>
    public static bool TryRescale(Int128 value, int from, int to, out Int128 result)
    {
        if (to >= from)
        {
            int more = to - from;
            bool fits = more <= DecimalType.MostDigits && (value == 0 || Fits(value, DecimalType.MostDigits - more));
            result = fits ? value * s_powers[Math.Min(more, DecimalType.MostDigits)] : 0;
            return fits;
        }

        result = from - to > DecimalType.MostDigits ? 0 : DivideRounded(value, s_powers[from - to]);
        return Fits(result, DecimalType.MostDigits);
    }

    /// <summary>The number of another type; false when it does not fit.</summary>
    public static bool TryRescale(Int128 value, int from, DecimalType to, out Int128 result) =>
        TryRescale(value, from, to.Scale, out result) && Fits(result, to.Precision);

    public static bool TryAdd(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result)
    {
        int scale = Math.Max(leftScale, rightScale);
        if (TryRescale(left, leftScale, scale, out Int128 a) && TryRescale(right, rightScale, scale, out Int128 b)
            && Fits(a, DecimalType.MostDigits - 1) && Fits(b, DecimalType.MostDigits - 1))
        {
            return TryRescale(a + b, scale, type, out result);
        }

        return TryRound((Scaled(left, scale - leftScale) + Scaled(right, scale - rightScale)), scale, type, out result);
    }

    public static bool TryMultiply(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result)
    {
        bool isSmall = left == (long)left && right == (long)right;
        return isSmall ? TryRescale(left * right, leftScale + rightScale, type, out result)
            : TryRound((BigInteger)left * right, leftScale + rightScale, type, out result);
    }

    public static bool TryDivide(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result)
    {
        result = 0;
        if (right == 0)
        {
            return false;
        }

        int more = type.Scale - leftScale + rightScale; // digits to gain before dividing
        if (more is >= 0 and <= DecimalType.MostDigits && Fits(left, DecimalType.MostDigits - more))
        {
            result = DivideRounded(left * s_powers[more], right);
            return Fits(result, type.Precision);
        }

        BigInteger top = (BigInteger)left * BigInteger.Pow(10, Math.Max(0, more));
        BigInteger below = (BigInteger)right * BigInteger.Pow(10, Math.Max(0, -more));
        return TryTake(DivideRounded(top, below), type, out result);
    }

    /// <summary>The remainder with the sign of the left side.</summary>
    public static bool TryRemainder(Int128 left, int leftScale, Int128 right, int rightScale, DecimalType type, out Int128 result)
    {
        result = 0;
        int scale = Math.Max(leftScale, rightScale);
        return right != 0 && TryRound(BigInteger.Remainder(Scaled(left, scale - leftScale), Scaled(right, scale - rightScale)), scale, type,
            out result);
    }

    /// <summary>The quotient without its fraction, in 64 bits.</summary>
    public static bool TryDivideWhole(Int128 left, int leftScale, Int128 right, int rightScale, out long result)
    {
        int scale = Math.Max(leftScale, rightScale);
        BigInteger quotient = right == 0 ? 0 : BigInteger.Divide(Scaled(left, scale - leftScale), Scaled(right, scale - rightScale));
        result = unchecked((long)(ulong)(quotient & ulong.MaxValue));
        return right != 0;
    }

    /// <summary>A number as people write it, perhaps with an exponent; false when it is none or does not fit.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, DecimalType type, out Int128 result)
    {
        result = 0;
        text = TextValues.Trim(text);
        bool isNegative = text.Length > 0 && text[0] == '-';
        int at = text.Length > 0 && text[0] is (byte)'-' or (byte)'+' ? 1 : 0;
        int digits = 0;
        int scale = 0;
        bool isBehind = false;
        BigInteger large = 0;
        Int128 value = 0;
        for (; at < text.Length && (text[at] is >= (byte)'0' and <= (byte)'9' || (text[at] == '.' && !isBehind)); at++)
        {
            if (text[at] == '.')
            {
                isBehind = true;
                continue;
            }

            digits++;
            scale += isBehind ? 1 : 0;
            if (large.IsZero && Fits(value, DecimalType.MostDigits - 1))
            {
                value = (value * 10) + (text[at] - '0');
                continue;
            }

            large = ((large.IsZero ? (BigInteger)value : large) * 10) + (text[at] - '0');
            if (digits > 400)
            {
                return false;
            }
        }

        if (digits == 0 || (at < text.Length && !TryExponent(text[at..], ref scale)))
        {
            return false;
        }

        if (large.IsZero && scale >= 0)
        {
            return TryRescale(isNegative ? -value : value, scale, type, out result);
        }

        BigInteger whole = large.IsZero ? value : large;
        whole *= BigInteger.Pow(10, Math.Max(0, -scale));
        return TryRound(isNegative ? -whole : whole, Math.Max(0, scale), type, out result);
    }

    /// <summary>A floating point number by its shortest digits.</summary>
    public static bool TryFrom(double value, DecimalType type, out Int128 result)
    {
        Span<byte> text = stackalloc byte[32];
        result = 0;
        return double.IsFinite(value) && Utf8Formatter.TryFormat(value, text, out int length) && TryParse(text[..length], type, out result);
    }

    public static double ToDouble(Int128 value, int scale) => value < 1L << 53 && value > -(1L << 53) && scale <= 19
        ? (long)value / (double)(ulong)s_powers[scale] // both are exact, so that the quotient is the nearest
        : double.Parse(Show(value, scale), System.Globalization.CultureInfo.InvariantCulture);

    public static string Show(Int128 value, int scale)
    {
        string digits = Int128.Abs(value).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(scale + 1, '0');
        string text = scale == 0 ? digits : $"{digits[..^scale]}.{digits[^scale..]}";
        return value < 0 ? "-" + text : text;
    }

    /// <summary>As rows hold it: .NET's number where all of the type have room in it.</summary>
    public static object ToObject(Int128 value, DecimalType type)
    {
        var wide = new WideDecimal(value, type.Scale);
        return type.Precision <= 28 ? wide.ToDecimal() : (object)wide;
    }

    /// <exception cref="OverflowException">It does not fit.</exception>
    /// <exception cref="InvalidCastException">It is no number.</exception>
    public static Int128 FromObject(object value, DecimalType type)
    {
        WideDecimal wide = value switch
        {
            WideDecimal given => given,
            decimal given => given,
            int or long or short or byte => Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture),
            _ => throw new InvalidCastException($"A {value.GetType().Name} is no {type}; use decimal."),
        };
        return TryRescale(wide.Unscaled, wide.Scale, type, out Int128 result) ? result
            : throw new OverflowException($"{wide} does not fit into {type}.");
    }

    /// <summary>The type with just the digits that a number has.</summary>
    public static DecimalType TypeOf(WideDecimal value)
    {
        int digits = value.Unscaled == 0 ? 1
            : Int128.Abs(value.Unscaled).ToString(System.Globalization.CultureInfo.InvariantCulture).Length;
        return new DecimalType(Math.Max(digits, Math.Max(1, value.Scale)), value.Scale);
    }

    private static bool TryExponent(ReadOnlySpan<byte> text, ref int scale)
    {
        if (text[0] is not ((byte)'e' or (byte)'E') || text.Length < 2)
        {
            return false;
        }

        text = text[1] == '+' ? text[2..] : text[1..];
        bool isNumber = Utf8Parser.TryParse(text, out int exponent, out int used) && used == text.Length && Math.Abs(exponent) < 400;
        scale -= isNumber ? exponent : 0;
        return isNumber;
    }

    private static BigInteger Scaled(Int128 value, int digits) => (BigInteger)value * BigInteger.Pow(10, digits);

    private static bool TryRound(BigInteger value, int scale, DecimalType type, out Int128 result) => TryTake(scale <= type.Scale
        ? value * BigInteger.Pow(10, type.Scale - scale) : DivideRounded(value, BigInteger.Pow(10, scale - type.Scale)), type, out result);

    private static bool TryTake(BigInteger value, DecimalType type, out Int128 result)
    {
        bool fits = BigInteger.Abs(value) < s_most;
        result = fits ? (Int128)value : 0;
        return fits && Fits(result, type.Precision);
    }

    private static Int128 DivideRounded(Int128 value, Int128 by)
    {
        Int128 quotient = value / by;
        Int128 rest = Int128.Abs(value - (quotient * by));
        Int128 size = Int128.Abs(by);
        return rest < size - rest ? quotient : (value < 0) == (by < 0) ? quotient + 1 : quotient - 1;
    }

    private static BigInteger DivideRounded(BigInteger value, BigInteger by)
    {
        BigInteger quotient = BigInteger.DivRem(value, by, out BigInteger rest);
        return BigInteger.Abs(rest) * 2 < BigInteger.Abs(by) ? quotient : value.Sign == by.Sign ? quotient + 1 : quotient - 1;
    }

    private static Int128[] Powers()
    {
        var powers = new Int128[DecimalType.MostDigits + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.Length; i++)
        {
            powers[i] = powers[i - 1] * 10;
        }

        return powers;
    }
}
