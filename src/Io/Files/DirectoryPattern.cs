using System.Text.RegularExpressions;

namespace HotStream.Io;

/// <summary>
/// The directories that a path means: itself, or those that its patterns match (<see cref="FileGlob"/>; braces within one name). They are
/// looked for anew each time, a directory at a time. A directory that is called as the pattern is meant itself.
/// </summary>
internal sealed class DirectoryPattern
{
    private readonly string _path;
    private readonly string? _root;
    private readonly (string Name, Regex? Matcher)[] _parts = [];

    public DirectoryPattern(string path)
    {
        _path = Path.GetFullPath(path);
        int special = _path.IndexOfAny(FileGlob.Special);
        if (special >= 0)
        {
            int end = _path.LastIndexOf(Path.DirectorySeparatorChar, special) + 1;
            _root = _path[..end];
            _parts = [.. _path[end..].Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries)
                .Select(name => (name, name.AsSpan().IndexOfAny(FileGlob.Special) < 0 || name == "**" ? null : FileGlob.Matcher(name)))];
        }
    }

    /// <exception cref="IOException">A directory cannot be listed.</exception>
    public IReadOnlyCollection<string> Find()
    {
        if (_root is null || Directory.Exists(_path))
        {
            return [_path];
        }

        HashSet<string> found = [_root];
        foreach ((string name, Regex? matcher) in _parts)
        {
            found = [.. found.SelectMany(directory => Below(directory, name, matcher))];
        }

        return found;
    }

    private static IEnumerable<string> Below(string directory, string name, Regex? matcher)
    {
        if (matcher is not null)
        {
            return Directory.EnumerateDirectories(directory).Where(path => matcher.IsMatch(Path.GetFileName(path)));
        }

        string below = Path.Combine(directory, name);
        return name != "**" ? Directory.Exists(below) ? [below] : []
            : Directory.EnumerateDirectories(directory, "*", SearchOption.AllDirectories)
                .Prepend(Path.TrimEndingDirectorySeparator(directory));
    }
}
