using System.Numerics;

namespace HotStream;

/// <summary>Whether arithmetic of a number type rounds, and when that has cost too much.</summary>
internal static class Rounding<T>
    where T : INumberBase<T>
{
    /// <summary>
    /// What remains is doubtful when it has been more than so many times as large: up to ten of its leading bits are then rounding errors
    /// of that time, besides those that built up. Of numbers that have few digits themselves, up to four.
    /// </summary>
    private static readonly T s_mostTimes = T.CreateTruncating(IsCoarse ? 16 : 1024);

    /// <summary>Whether results are rounded: for whole numbers of any width, a half is nothing.</summary>
    public static bool IsRounded => T.One / (T.One + T.One) != T.Zero;

    /// <summary>Whether too little of a sum remained, measured by the largest it has been, or by what was subtracted.</summary>
    public static bool LosesPrecision(T largest, T remaining) =>
        IsRounded && (!T.IsFinite(remaining) || T.MaxMagnitude(largest / s_mostTimes, remaining) != remaining);

    /// <summary>Brings the largest magnitude up to a number's; the sign means nothing.</summary>
    public static void Widen(ref T largest, T number) => largest = T.MaxMagnitude(largest, number);

    private static bool IsCoarse => IsRounded && T.One + T.CreateTruncating(1e-9) == T.One;
}
