using System.Text.RegularExpressions;

namespace HotStream;

/// <summary>
/// Which paths of a <see cref="FileStore"/> are meant: those of a pattern (<c>*</c>, <c>?</c>, <c>[a-c]</c>, <c>{a,b}</c>, <c>**</c> for
/// any path), or, without one, those directly below a path, as a directory means its files. Paths whose last name begins with a dot are
/// not, nor are those that end with a slash. Thread-safe.
/// </summary>
public sealed class StorePattern
{
    private readonly Regex? _matcher;

    /// <summary>Reads a pattern; paths stand in it as they are, nothing is escaped.</summary>
    /// <param name="pattern">A pattern, or a path; empty for what is directly at the root.</param>
    public StorePattern(string pattern)
    {
        Prefix = FileGlob.BeginningOf(pattern);
        if (Prefix.Length < pattern.Length)
        {
            _matcher = FileGlob.Matcher(pattern);
            string rest = pattern[Prefix.Length..];
            IsFlat = !rest.Contains('/', StringComparison.Ordinal) && !rest.Contains("**", StringComparison.Ordinal);
        }
        else
        {
            Prefix = pattern.Length == 0 || pattern.EndsWith('/') ? pattern : pattern + "/";
            IsFlat = true;
        }
    }

    /// <summary>What all of them begin with.</summary>
    public string Prefix { get; }

    /// <summary>Whether none of them has a slash behind <see cref="Prefix"/>.</summary>
    public bool IsFlat { get; }

    /// <summary>Whether a path is meant.</summary>
    /// <param name="path">A path as the store has it.</param>
    public bool Wants(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        ReadOnlySpan<char> name = path.AsSpan(path.LastIndexOf('/') + 1);
        return name.Length > 0 && name[0] != '.' && path.StartsWith(Prefix, StringComparison.Ordinal)
            && (!IsFlat || !path.AsSpan(Prefix.Length).Contains('/')) && _matcher?.IsMatch(path) != false;
    }
}
