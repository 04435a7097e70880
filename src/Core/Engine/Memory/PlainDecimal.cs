using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// Decimal numbers as people and devices write them: digits, perhaps a point, no exponent. A number of up to 2^53 without its point,
/// divided by a power of ten up to 10^22, is one division of two doubles that are exact, so its rounding is right (W. D. Clinger, How to
/// read floating point numbers accurately, PLDI 1990). Everything else is for somebody slower.
/// </summary>
internal static class PlainDecimal
{
    /// <summary>Whole numbers up to this are doubles exactly.</summary>
    public const ulong ExactMax = 1UL << 53;

    private const int DigitsMax = 19; // no overflow of the digits

    /// <summary>The powers of ten that are doubles exactly.</summary>
    public static ReadOnlySpan<double> Powers =>
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>
    /// Digits without their point, so many of them behind it, as the nearest number; false when one division does not give it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryDivide(ulong digits, int fraction, out double value)
    {
        value = digits / Powers[Math.Min(fraction, Powers.Length - 1)];
        return digits <= ExactMax && fraction < Powers.Length;
    }

    /// <summary>Reads a whole text; false when it is not so plain a number, whatever else it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        bool isNegative = text.Length > 0 && text[0] == '-';
        text = isNegative ? text[1..] : text;
        ulong digits = 0;
        int point = -1;
        for (int i = 0; i < text.Length; i++)
        {
            uint digit = (uint)(text[i] - '0');
            if (digit <= 9)
            {
                digits = (digits * 10) + digit;
            }
            else if (text[i] == '.' && point < 0)
            {
                point = i;
            }
            else
            {
                value = 0;
                return false;
            }
        }

        int fraction = point < 0 ? 0 : text.Length - 1 - point;
        bool isPlain = text.Length is > 0 and <= DigitsMax && digits <= ExactMax && point != 0 && point != text.Length - 1;
        double quotient = digits / Powers[Math.Min(fraction, Powers.Length - 1)];
        value = isNegative ? -quotient : quotient;
        return isPlain;
    }
}
