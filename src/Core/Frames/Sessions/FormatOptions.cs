using System.Globalization;

namespace HotStream;

/// <summary>
/// The options of a reader or writer of files, for whoever adds a format: each is asked for by name, then <see cref="Check"/> refuses what
/// was given and not asked for. Not thread-safe.
/// </summary>
/// <param name="format">The format's name, for messages.</param>
/// <param name="given">The options as they were given: <c>Options</c> of the reader or writer.</param>
public sealed class FormatOptions(string format, IReadOnlyDictionary<string, string> given)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The format's name.</summary>
    public string Format { get; } = format;

    /// <summary>The value of an option; null when it was not given.</summary>
    /// <param name="names">The option's names.</param>
    public string? Text(params string[] names)
    {
        ArgumentNullException.ThrowIfNull(names);
        _known.UnionWith(names);
        return names.Select(given.GetValueOrDefault).FirstOrDefault(value => value is not null);
    }

    /// <summary>Whether an option is true; false when it was not given.</summary>
    /// <param name="name">The option's name.</param>
    /// <exception cref="ArgumentException">It is neither true nor false.</exception>
    public bool Flag(string name) => Text(name) switch
    {
        null or "false" => false,
        "true" => true,
        string other => throw new ArgumentException($"Option {name} of {Format} is true or false, not '{other}'."),
    };

    /// <summary>A whole number.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="otherwise">The number when it was not given.</param>
    /// <param name="least">The least that is allowed.</param>
    /// <param name="most">The greatest that is allowed.</param>
    /// <exception cref="ArgumentException">It is no such number.</exception>
    public int Number(string name, int otherwise, int least, int most)
    {
        string? value = Text(name);
        return value is null ? otherwise
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most
                ? number : throw new ArgumentException($"Option {name} of {Format} is a number from {least} to {most}, not '{value}'.");
    }

    /// <summary>One of several words; case does not count.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="otherwise">The word when it was not given.</param>
    /// <param name="words">The words there are.</param>
    /// <returns>The word, as it stands in the list.</returns>
    /// <exception cref="ArgumentException">It is none of them.</exception>
    public string Word(string name, string otherwise, params IReadOnlyList<string> words)
    {
        ArgumentNullException.ThrowIfNull(words);
        string value = Text(name) ?? otherwise;
        return words.FirstOrDefault(word => word.Equals(value, StringComparison.OrdinalIgnoreCase)) ?? throw new ArgumentException(
            $"Option {name} of {Format} is {string.Join(", ", words.SkipLast(1))}{(words.Count > 1 ? " or " : "")}{words[^1]}, "
                + $"not '{value}'.");
    }

    /// <summary>Refuses what was given and not asked for.</summary>
    /// <exception cref="ArgumentException">There is such an option; the message says which there are.</exception>
    public void Check()
    {
        string? unknown = given.Keys.FirstOrDefault(name => !_known.Contains(name));
        if (unknown is not null)
        {
            throw new ArgumentException($"{Format} has no option '{unknown}'; it has "
                + $"{string.Join(", ", _known.Order(StringComparer.OrdinalIgnoreCase))}.");
        }
    }
}
