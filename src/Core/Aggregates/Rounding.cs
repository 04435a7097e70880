using System.Numerics;

namespace HotStream;

/// <summary>Whether arithmetic of a number type rounds, and when that has cost too much.</summary>
internal static class Rounding<T>
    where T : INumberBase<T>
{
    /// <summary>
    /// The remainder of a subtraction is doubtful when what was taken away is more than so many times as large: up to ten of its leading bits are then
    /// rounding errors of the minuend, besides those that built up before.
    /// </summary>
    private const int MostTimes = 1024;

    /// <summary>Whether results are rounded: for whole numbers of any width, a half is nothing.</summary>
    public static bool IsRounded => T.One / (T.One + T.One) != T.Zero;

    /// <summary>Whether too little of a sum remained when another sum was subtracted from it.</summary>
    public static bool LosesPrecision(T leaving, T remaining) =>
        IsRounded && (!T.IsFinite(remaining) || T.MaxMagnitude(leaving / T.CreateTruncating(MostTimes), remaining) != remaining);
}
