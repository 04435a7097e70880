namespace HotStream.Cli;

/// <summary>Which addresses there are.</summary>
/// <param name="what">What they are of: <c>source</c>, <c>destination</c>.</param>
/// <param name="schemes">One for each kind.</param>
internal sealed class SchemeTable<T>(string what, params Scheme<T>[] schemes)
    where T : class
{
    /// <summary>All ways to write one, between commas.</summary>
    public string Examples => string.Join(", ", schemes.Select(scheme => scheme.Example));

    /// <summary>Opens an address.</summary>
    /// <exception cref="FormatException">It is none; the message says how to write one, the most similar first, and shows no
    /// password.</exception>
    public T Open(string text)
    {
        int colon = text.IndexOf("://", StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        Scheme<T>? known = schemes.FirstOrDefault(scheme => scheme.Names.Contains(name));
        return known?.Open(text) ?? throw new FormatException($"'{PlainText.Address(text)}' is no {what}; write "
            + $"{(known is null ? OneOf(schemes.OrderBy(scheme => scheme.Names.Min(other => Distance(name, other)))) : known.Example)}.");
    }

    private static string OneOf(IEnumerable<Scheme<T>> schemes)
    {
        string[] examples = [.. schemes.Select(scheme => scheme.Example)];
        return $"{string.Join(", ", examples[..^1])} or {examples[^1]}";
    }

    /// <summary>Letters to insert, remove or replace to make one of the other.</summary>
    private static int Distance(string left, string right)
    {
        int[] row = [.. Enumerable.Range(0, right.Length + 1)];
        for (int i = 0; i < left.Length; i++)
        {
            int before = row[0]++;
            for (int j = 0; j < right.Length; j++)
            {
                (before, row[j + 1]) = (row[j + 1], Math.Min(Math.Min(row[j], row[j + 1]) + 1, before + (left[i] == right[j] ? 0 : 1)));
            }
        }

        return row[^1];
    }
}
