namespace HotStream.Io;

/// <summary>Files of a frame. They are looked for when the frame is made; their lengths when it is read.</summary>
/// <param name="Pattern">What was asked for.</param>
/// <param name="Paths">The files.</param>
/// <param name="Workers">How many read them.</param>
internal sealed record SourceFiles(string Pattern, string[] Paths, int Workers)
{
    private const long PartBytesMax = 16L << 20;
    private const long PartBytesMin = 4L << 20; // each is opened, and its first rows are walked; Spark's openCostInBytes
    private const int PartsOfWorker = 4; // so that one that has a little more to do is waited for a little

    /// <summary>The files that a pattern names.</summary>
    /// <exception cref="FileNotFoundException">There are none.</exception>
    public static SourceFiles Find(Session session, string pattern) => new(pattern, FileGlob.Find(pattern), session.Workers);

    /// <summary>
    /// Files in parts of about the same size, so that one large file has work for all workers; compressed ones are one part each. For one
    /// worker there is nothing to divide, and parts are large.
    /// </summary>
    public FilePart[] Cut()
    {
        long[] lengths = [.. Paths.Select(static path => new FileInfo(path).Length)];
        long bytes = Workers == 1 ? PartBytesMax : Math.Clamp(lengths.Sum() / (Workers * PartsOfWorker), PartBytesMin, PartBytesMax);
        var parts = new List<FilePart>();
        for (int file = 0; file < Paths.Length; file++)
        {
            if (PackedFile.IsPacked(Paths[file]))
            {
                parts.Add(new FilePart(Paths[file], 0, long.MaxValue));
                continue;
            }

            long length = lengths[file];
            for (long start = 0; start < length || start == 0; start += bytes)
            {
                parts.Add(new FilePart(Paths[file], start, start + bytes >= length ? long.MaxValue : start + bytes));
            }
        }

        return [.. parts];
    }

    public override string ToString() => Pattern;
}
