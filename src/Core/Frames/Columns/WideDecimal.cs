using System.Globalization;
using System.Numerics;

namespace HotStream;

/// <summary>
/// A decimal number of up to 38 digits: what rows hold of columns of DECIMAL with more digits than <see cref="decimal"/> has. Numbers that
/// are equal are equal whatever their digits behind the point. Immutable.
/// </summary>
public readonly struct WideDecimal : IEquatable<WideDecimal>, IComparable<WideDecimal>, IFormattable
{
    /// <summary>Creates a number.</summary>
    /// <param name="unscaled">Its digits as a whole number.</param>
    /// <param name="scale">How many of them are behind the point, 0 to 38.</param>
    public WideDecimal(Int128 unscaled, int scale)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(scale);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(scale, DecimalType.MostDigits);
        Unscaled = unscaled;
        Scale = scale;
    }

    /// <summary>The digits as a whole number.</summary>
    public Int128 Unscaled { get; }

    /// <summary>How many of them are behind the point.</summary>
    public int Scale { get; }

    /// <summary>A number with few digits.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator WideDecimal(decimal value) => FromDecimal(value);

    /// <summary>The number as .NET's, which has 28 digits; further ones behind the point are rounded.</summary>
    /// <param name="value">The number.</param>
    /// <exception cref="OverflowException">It is too large.</exception>
    public static explicit operator decimal(WideDecimal value) => value.ToDecimal();

    /// <summary>Whether both are the same number.</summary>
    public static bool operator ==(WideDecimal left, WideDecimal right) => left.CompareTo(right) == 0;

    /// <summary>Whether they differ.</summary>
    public static bool operator !=(WideDecimal left, WideDecimal right) => left.CompareTo(right) != 0;

    /// <summary>Whether the left one is smaller.</summary>
    public static bool operator <(WideDecimal left, WideDecimal right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left one is greater.</summary>
    public static bool operator >(WideDecimal left, WideDecimal right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left one is not greater.</summary>
    public static bool operator <=(WideDecimal left, WideDecimal right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left one is not smaller.</summary>
    public static bool operator >=(WideDecimal left, WideDecimal right) => left.CompareTo(right) >= 0;

    /// <inheritdoc cref="op_Implicit(decimal)"/>
    public static WideDecimal FromDecimal(decimal value)
    {
        Span<int> parts = stackalloc int[4];
        decimal.GetBits(value, parts);
        var digits = new Int128((uint)parts[2], ((ulong)(uint)parts[1] << 32) | (uint)parts[0]);
        return new WideDecimal(parts[3] < 0 ? -digits : digits, (parts[3] >> 16) & 0xFF);
    }

    /// <inheritdoc cref="op_Explicit(WideDecimal)"/>
    public decimal ToDecimal()
    {
        Int128 digits = Unscaled;
        int scale = Scale;
        while (scale > 28 || (scale > 0 && Int128.Abs(digits) >> 96 != 0))
        {
            int cut = Math.Max(1, scale - 28);
            digits = Decimals.TryRescale(digits, scale, scale - cut, out Int128 rounded) ? rounded : digits;
            scale -= cut;
        }

        Int128 size = Int128.Abs(digits);
        return size >> 96 == 0 ? new decimal((int)(uint)size, (int)(uint)(size >> 32), (int)(uint)(size >> 64), digits < 0, (byte)scale)
            : throw new OverflowException($"{this} is too large for decimal.");
    }

    /// <inheritdoc/>
    public int CompareTo(WideDecimal other)
    {
        if (Scale == other.Scale)
        {
            return Unscaled.CompareTo(other.Unscaled);
        }

        int scale = Math.Max(Scale, other.Scale);
        return ((BigInteger)Unscaled * BigInteger.Pow(10, scale - Scale)).CompareTo(
            (BigInteger)other.Unscaled * BigInteger.Pow(10, scale - other.Scale));
    }

    /// <inheritdoc/>
    public bool Equals(WideDecimal other) => CompareTo(other) == 0;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is WideDecimal other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        Int128 digits = Unscaled;
        for (int scale = Scale; scale > 0 && digits % 10 == 0; scale--)
        {
            digits /= 10;
        }

        return digits.GetHashCode();
    }

    /// <summary>The digits with a point, and no exponent.</summary>
    public override string ToString() => Decimals.Show(Unscaled, Scale);

    /// <inheritdoc cref="ToString()"/>
    /// <param name="format">None is known.</param>
    /// <param name="formatProvider">The point is a point everywhere.</param>
    public string ToString(string? format, IFormatProvider? formatProvider) => ToString();
}
