using System.Diagnostics.CodeAnalysis;

namespace HotStream.Fuzz;

/// <summary>What a target asks; throws with both sides when they differ.</summary>
internal static class Check
{
    /// <param name="what">What is compared, a constant: this is called millions of times.</param>
    /// <param name="at">Which of several.</param>
    public static void Same<T>(T expected, T actual, string what, int at = 0)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Fail($"{what} ({at}): expected {expected}, got {actual}");
        }
    }

    /// <inheritdoc cref="Same{T}(T, T, string, int)"/>
    public static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what, int at = 0)
    {
        if (!expected.SequenceEqual(actual))
        {
            Fail($"{what} ({at}): expected {Convert.ToHexString(expected)}, got {Convert.ToHexString(actual)}");
        }
    }

    [DoesNotReturn]
    public static void Fail(string what) => throw new FuzzFailureException(what);
}
