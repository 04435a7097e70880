using System.Text.RegularExpressions;

namespace HotStream.S3;

/// <summary>
/// Which keys of a bucket are meant: those of a pattern, or, without one, those directly below a path, as a directory means its files. Keys
/// whose last name begins with a dot are not, nor are those that end with a slash.
/// </summary>
internal sealed class S3Objects
{
    private readonly Regex? _matcher;

    public S3Objects(string pattern)
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

    public bool Wants(string key)
    {
        ReadOnlySpan<char> name = key.AsSpan(key.LastIndexOf('/') + 1);
        return name.Length > 0 && name[0] != '.' && key.StartsWith(Prefix, StringComparison.Ordinal)
            && (!IsFlat || !key.AsSpan(Prefix.Length).Contains('/')) && _matcher?.IsMatch(key) != false;
    }
}
