namespace HotStream.Io;

/// <summary>Which files are archives, by their endings, and how they are read.</summary>
internal static class PackedFile
{
    /// <summary>Whether a file is unpacked when it is read.</summary>
    public static bool IsPacked(string path) => IsGzip(path) || IsZstd(path);

    /// <summary>The text of an archive.</summary>
    /// <param name="path">Its name.</param>
    /// <param name="archive">Its bytes, from the beginning; closed with the text.</param>
    public static Stream Unpack(string path, Stream archive) => IsGzip(path) ? new GzipReader(archive) : new ZstdReader(archive);

    private static bool IsGzip(string path) => path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase);

    private static bool IsZstd(string path) => path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);
}
