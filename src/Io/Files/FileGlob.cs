using System.Text;
using System.Text.RegularExpressions;

namespace HotStream;

/// <summary>
/// Paths with patterns, as Hadoop's file systems and so Spark read them: <c>*</c> and <c>?</c> within a name, <c>[a-c]</c>, <c>[!a]</c>,
/// <c>{a,b}</c>, and <c>**</c> for any directories. A directory means the files in it. Names that begin with <c>_</c> or <c>.</c> are
/// hidden. For whoever adds a format of files.
/// </summary>
public static class FileGlob
{
    /// <summary>The characters that make a path a pattern.</summary>
    internal static readonly char[] Special = ['*', '?', '[', '{'];

    /// <summary>The files of a pattern, in the order of their paths.</summary>
    /// <param name="pattern">A file, a directory or a pattern.</param>
    /// <returns>Full paths, at least one.</returns>
    /// <exception cref="FileNotFoundException">There is none.</exception>
    public static string[] Find(string pattern)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(pattern);
        string full = Path.GetFullPath(pattern);
        int special = full.IndexOfAny(Special);
        string[] found = special < 0 || Path.Exists(full) ? Directly(full)
            : [.. Search(full, full[..(full.LastIndexOf(Path.DirectorySeparatorChar, special) + 1)]).Order(StringComparer.Ordinal)];
        return found.Length > 0 ? found
            : throw new FileNotFoundException($"No file is at '{pattern}' (looked for {full}); names that begin with _ or . do not count.");
    }

    /// <summary>The beginning of a pattern that is no pattern: what it matches begins so.</summary>
    /// <param name="pattern">A pattern, or a plain path.</param>
    public static string BeginningOf(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        int special = pattern.IndexOfAny(Special);
        return special < 0 ? pattern : pattern[..special];
    }

    /// <summary>What matches a pattern as a whole; for paths that are in no file system of this machine.</summary>
    /// <param name="pattern">A pattern.</param>
    public static Regex Matcher(string pattern) =>
        new($"^{Translate(pattern)}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);

    private static string[] Directly(string path) =>
        File.Exists(path) ? [path] : Directory.Exists(path) ? [.. FilesIn(path).Order(StringComparer.Ordinal)] : [];

    private static IEnumerable<string> Search(string pattern, string root)
    {
        if (!Directory.Exists(root))
        {
            return [];
        }

        Regex matcher = Matcher(pattern);
        bool isDeep = pattern.Contains("**", StringComparison.Ordinal)
            || pattern[root.Length..].Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal);
        var options = new EnumerationOptions { RecurseSubdirectories = isDeep, AttributesToSkip = 0 };
        return Directory.EnumerateFileSystemEntries(root, "*", options)
            .Where(path => matcher.IsMatch(path) && !IsHidden(Path.GetRelativePath(root, path)))
            .SelectMany(path => Directory.Exists(path) ? FilesIn(path) : [path])
            .Distinct();
    }

    private static IEnumerable<string> FilesIn(string directory) => Directory
        .EnumerateFiles(directory, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = 0 })
        .Where(path => !IsHidden(Path.GetRelativePath(directory, path)));

    private static bool IsHidden(string relative) =>
        relative.Split(Path.DirectorySeparatorChar).Any(part => part.Length > 0 && part[0] is '_' or '.');

    private static string Translate(string pattern)
    {
        var regex = new StringBuilder();
        int depth = 0;
        for (int at = 0; at < pattern.Length; at++)
        {
            switch (pattern[at])
            {
                case '*' when at + 1 < pattern.Length && pattern[at + 1] == '*':
                    bool isPart = at + 2 < pattern.Length && pattern[at + 2] == Path.DirectorySeparatorChar;
                    regex.Append(isPart ? "(.*/)?" : ".*");
                    at += isPart ? 2 : 1;
                    break;
                case '*':
                    regex.Append("[^/]*");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '[' when pattern.IndexOf(']', at) is int end and > 0:
                    string set = pattern[(at + 1)..end].Replace("\\", "\\\\", StringComparison.Ordinal)
                        .Replace("[", "\\[", StringComparison.Ordinal);
                    regex.Append('[').Append(set.StartsWith('!') ? "^" + set[1..] : set).Append(']');
                    at = end;
                    break;
                case '{':
                    depth++;
                    regex.Append("(?:");
                    break;
                case '}' when depth > 0:
                    depth--;
                    regex.Append(')');
                    break;
                case ',' when depth > 0:
                    regex.Append('|');
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[at].ToString()));
                    break;
            }
        }

        return regex.ToString();
    }
}
