namespace HotStream.Parquet;

/// <summary>Row groups of a file that are read by one worker.</summary>
/// <param name="Path">The file.</param>
/// <param name="Length">Its length when the frame was made.</param>
/// <param name="Modified">When it was last changed before.</param>
/// <param name="First">The first row group.</param>
/// <param name="Count">How many.</param>
internal sealed record ParquetPart(string Path, long Length, DateTime Modified, int First, int Count)
{
    private const long PartBytes = 16L << 20;

    /// <summary>The parts of a file: many small row groups make one.</summary>
    public static IEnumerable<ParquetPart> Of(ParquetFile file)
    {
        var about = new FileInfo(file.Path);
        int first = 0;
        long bytes = 0;
        for (int group = 0; group < file.Reader.RowGroupCount; group++)
        {
            bytes += file.Reader.RowGroups[group].RowGroup.Columns.Sum(column => column.MetaData?.TotalCompressedSize ?? 0);
            if (bytes >= PartBytes || group == file.Reader.RowGroupCount - 1)
            {
                yield return new ParquetPart(file.Path, about.Length, about.LastWriteTimeUtc, first, group + 1 - first);
                (first, bytes) = (group + 1, 0);
            }
        }
    }

    /// <exception cref="InvalidDataException">The file is another one now: row groups that were counted are not there any more.</exception>
    public void CheckUnchanged()
    {
        var about = new FileInfo(Path);
        if (!about.Exists || about.Length != Length || about.LastWriteTimeUtc != Modified)
        {
            throw new InvalidDataException(
                $"{Path} {(about.Exists ? "was changed" : "is gone")} since the frame was made; make the frame again.");
        }
    }
}
