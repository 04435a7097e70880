using System.Numerics;

namespace HotStream.Tests.Windows;

/// <summary>Sums of doubles and of their squares without any rounding: every double is a whole number of 2^-1074.</summary>
internal sealed class Exact
{
    private const int Scale = 1074;

    private BigInteger _sum;
    private BigInteger _squares;
    private BigInteger _sizes;
    private int _count;

    public Exact(IEnumerable<double> values)
    {
        foreach (double value in values)
        {
            BigInteger whole = Whole(value);
            _sum += whole;
            _squares += whole * whole;
            _sizes += BigInteger.Abs(whole);
            _count++;
        }
    }

    public double Sum => Rounded(_sum, Scale);

    /// <summary>Sum of the magnitudes: what any partial sum is at most.</summary>
    public double Sizes => Rounded(_sizes, Scale);

    public double Squares => Rounded(_squares, 2 * Scale);

    public double SquaredDeviations => Rounded(_squares - (_sum * _sum / _count), 2 * Scale);

    private static BigInteger Whole(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        int exponent = (int)((bits >> 52) & 0x7FF);
        long mantissa = (bits & 0xFFFFFFFFFFFFF) | (exponent == 0 ? 0 : 1L << 52);
        BigInteger whole = new BigInteger(mantissa) << Math.Max(0, exponent - 1);
        return value < 0 ? -whole : whole;
    }

    private static double Rounded(BigInteger number, int scale)
    {
        int shift = Math.Max(0, (int)(BigInteger.Abs(number).GetBitLength() - 62));
        return Math.ScaleB((double)(long)(number >> shift), shift - scale);
    }
}
