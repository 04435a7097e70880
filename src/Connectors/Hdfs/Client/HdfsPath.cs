namespace HotStream.Hdfs;

/// <summary>Paths of HDFS, which begin at its root.</summary>
internal static class HdfsPath
{
    /// <exception cref="ArgumentException">It is no such path.</exception>
    public static string Parse(string path, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path, parameter);
        return path[0] == '/' && !path.Contains("//", StringComparison.Ordinal) && !path.Contains(':', StringComparison.Ordinal)
            && !path.Split('/').Any(static name => name is "." or "..") ? path
            : throw new ArgumentException($"\"{PlainText.Address(path)}\" is no path of HDFS; write /PATH, without server, from the root. "
                + "Servers stand in NameNodes.", parameter);
    }

    /// <summary>Whether Hadoop's own readers pass a name over.</summary>
    public static bool IsHidden(string name) => name.Length == 0 || name[0] is '.' or '_'
        || name.EndsWith("._COPYING_", StringComparison.Ordinal);
}
