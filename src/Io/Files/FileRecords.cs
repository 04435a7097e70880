namespace HotStream.Io;

/// <summary>The records of some files, a share for each partition.</summary>
/// <param name="files">Whose they are from now on.</param>
/// <param name="partitions">Partitions.</param>
/// <param name="unit">Where files may be cut: <see cref="FileShares"/>.</param>
/// <param name="read">Gives the records of a range.</param>
internal sealed class FileRecords<T>(IReadOnlyList<OpenFile> files, int partitions, long unit, Action<FileRange, RecordFeed<T>> read)
    : IRecordSource<T>, IDisposable
{
    private readonly IReadOnlyList<FileRange>[] _shares = FileShares.Deal(files, partitions, unit);

    public int PartitionCount => _shares.Length;

    public void Read(int partition, RecordFeed<T> feed)
    {
        foreach (FileRange range in _shares[partition])
        {
            if (!feed.IsFull)
            {
                read(range, feed);
            }
        }
    }

    public void Dispose()
    {
        foreach (OpenFile file in files)
        {
            file.Dispose();
        }
    }
}
