using System.Text;

namespace HotStream;

/// <summary>
/// An exact decimal number of any length, for a column of type numeric: a text of digits as JSON writes numbers, such as <c>-12.50</c> or
/// <c>1e30</c>. Nothing is rounded, and the digits behind the point are shown as they were written. Holds the text, so it lives as long as
/// that. Numbers of equal value are equal.
/// </summary>
public readonly struct PostgresNumeric : IEquatable<PostgresNumeric>
{
    // What the server takes in binary form: 3000 groups of four digits, 131072 digits before the point, 16383 behind it.
    private const int DigitsMax = 12_000;
    private const int IntegerDigitsMax = 131_072;
    private const int ScaleMax = 16_383;

    private readonly Utf8Slice _text;
    private readonly int _pointExponent; // of the digit before the point

    private PostgresNumeric(Utf8Slice text, int integerDigits, int exponent, int first, int last, int scale)
    {
        _text = text;
        IntegerDigits = integerDigits;
        _pointExponent = exponent;
        FirstExponent = first;
        LastExponent = last;
        Scale = scale;
    }

    /// <summary>Whether it is zero.</summary>
    public bool IsZero => _text.IsEmpty || FirstExponent < LastExponent;

    /// <summary>Whether it is below zero.</summary>
    public bool IsNegative => !IsZero && _text[0] == '-';

    /// <summary>Power of ten of the first digit that is not zero.</summary>
    internal int FirstExponent { get; }

    /// <summary>Power of ten of the last digit that is not zero; above <see cref="FirstExponent"/> when there is none.</summary>
    internal int LastExponent { get; }

    /// <summary>Digits shown behind the point.</summary>
    internal int Scale { get; }

    private int IntegerDigits { get; }

    /// <summary>Whether two numbers are of one value.</summary>
    public static bool operator ==(PostgresNumeric left, PostgresNumeric right) => left.Equals(right);

    /// <summary>Whether two numbers are of different values.</summary>
    public static bool operator !=(PostgresNumeric left, PostgresNumeric right) => !left.Equals(right);

    /// <summary>Reads the whole of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The number, or zero.</param>
    /// <returns>False when it is no number of JSON, or has more digits than the server takes: 12,000 in all, 131,072 before the
    /// point, 16,383 behind it.</returns>
    public static bool TryParse(Utf8Slice text, out PostgresNumeric value)
    {
        value = new PostgresNumeric(text, 0, 0, -1, 0, 0);
        ReadOnlySpan<byte> bytes = text.Bytes;
        int start = bytes.Length > 0 && bytes[0] == '-' ? 1 : 0;
        int at = start;
        int integerDigits = PassDigits(bytes, ref at);
        if (integerDigits == 0 || (integerDigits > 1 && bytes[start] == '0'))
        {
            return false;
        }

        int fractionDigits = 0;
        if (at < bytes.Length && bytes[at] == '.')
        {
            at++;
            fractionDigits = PassDigits(bytes, ref at);
            if (fractionDigits == 0)
            {
                return false;
            }
        }

        ReadOnlySpan<byte> digits = bytes[start..at];
        int exponent = 0;
        if (at < bytes.Length && (bytes[at] | 0x20) == 'e' && !TryReadExponent(bytes[(at + 1)..], out exponent))
        {
            return false;
        }

        if (at < bytes.Length && (bytes[at] | 0x20) != 'e')
        {
            return false;
        }

        int scale = Math.Max(0, fractionDigits - exponent);
        int first = digits.IndexOfAnyInRange((byte)'1', (byte)'9');
        if (first < 0)
        {
            value = new PostgresNumeric(text, integerDigits, exponent, -1, 0, scale);
            return scale <= ScaleMax;
        }

        int firstExponent = ExponentAt(first);
        int lastExponent = ExponentAt(digits.LastIndexOfAnyInRange((byte)'1', (byte)'9'));
        value = new PostgresNumeric(text, integerDigits, exponent, firstExponent, lastExponent, scale);
        return scale <= ScaleMax && firstExponent < IntegerDigitsMax && firstExponent - lastExponent < DigitsMax;

        int ExponentAt(int index) => integerDigits - 1 - (index > integerDigits ? index - 1 : index) + exponent;
    }

    /// <summary>Whether a column of type <c>numeric(precision, scale)</c> holds it without rounding.</summary>
    /// <param name="precision">Digits in all.</param>
    /// <param name="scale">Digits of them behind the point; may be negative.</param>
    public bool Fits(int precision, int scale) => IsZero || (LastExponent >= -scale && FirstExponent < precision - scale);

    /// <inheritdoc/>
    public bool Equals(PostgresNumeric other)
    {
        if (IsZero || other.IsZero)
        {
            return IsZero == other.IsZero;
        }

        bool isSame = IsNegative == other.IsNegative && FirstExponent == other.FirstExponent && LastExponent == other.LastExponent;
        for (int exponent = FirstExponent; isSame && exponent >= LastExponent; exponent--)
        {
            isSame = Digit(exponent) == other.Digit(exponent);
        }

        return isSame;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is PostgresNumeric other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        int hash = IsZero ? 0 : HashCode.Combine(IsNegative, FirstExponent, LastExponent);
        for (int exponent = FirstExponent; exponent >= LastExponent; exponent--)
        {
            hash = (hash * 31) + Digit(exponent);
        }

        return hash;
    }

    /// <summary>The text it was read from; 0 of the default value.</summary>
    public override string ToString() => _text.IsEmpty ? "0" : Encoding.UTF8.GetString(_text.Bytes);

    /// <summary>The digit of a power of ten; 0 where none is written.</summary>
    internal int Digit(int exponent)
    {
        if (exponent > FirstExponent || exponent < LastExponent)
        {
            return 0;
        }

        int digit = IntegerDigits - 1 + _pointExponent - exponent;
        return _text[(_text[0] == '-' ? 1 : 0) + digit + (digit >= IntegerDigits ? 1 : 0)] - '0';
    }

    private static int PassDigits(ReadOnlySpan<byte> text, ref int at)
    {
        int length = text[at..].IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? text.Length - at : length;
        at += length;
        return length;
    }

    /// <summary>An exponent; one of more than six digits, which no number has that fits, is none.</summary>
    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        bool isSigned = text.Length > 0 && text[0] is (byte)'+' or (byte)'-';
        int at = isSigned ? 1 : 0;
        int start = at;
        int length = PassDigits(text, ref at);
        ReadOnlySpan<byte> digits = text.Slice(start, length).TrimStart((byte)'0');
        if (length == 0 || at < text.Length || digits.Length > 6)
        {
            return false;
        }

        foreach (byte digit in digits)
        {
            exponent = (exponent * 10) + digit - '0';
        }

        exponent = isSigned && text[0] == '-' ? -exponent : exponent;
        return true;
    }
}
