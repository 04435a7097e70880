namespace HotStream;

/// <summary>The name somebody may have meant.</summary>
internal static class Nearest
{
    /// <summary>" Did you mean 'x'?", or which there are when none is near and there are few.</summary>
    public static string Hint(string name, IEnumerable<string> known)
    {
        string[] names = [.. known.Distinct()];
        string? best = names.MinBy(candidate => OfNames(name, candidate));
        if (best is not null && OfNames(name, best) <= Math.Max(1, name.Length / 3))
        {
            return $" Did you mean '{best}'?";
        }

        return names.Length is > 0 and <= 30 ? $" There are: {string.Join(", ", names)}." : "";
    }

    /// <summary>Letters to insert, leave out or change to make one text of the other (V. I. Levenshtein, 1966).</summary>
    public static int Distance<T>(ReadOnlySpan<T> left, ReadOnlySpan<T> right)
        where T : struct, IEquatable<T>
    {
        int[] previous = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 1; i <= left.Length; i++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int change = previous[j - 1] + (left[i - 1].Equals(right[j - 1]) ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
            }

            previous = current;
        }

        return previous[right.Length];
    }

    private static int OfNames(string left, string right) => left.Length > 100 || right.Length > 100 ? int.MaxValue
        : Distance<char>(left.ToUpperInvariant(), right.ToUpperInvariant());
}
