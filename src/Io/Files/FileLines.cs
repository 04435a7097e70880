namespace HotStream.Io;

/// <summary>The lines of some files, cut into ranges of about equal size, one share for each partition.</summary>
/// <param name="files">Whose they are from now on.</param>
/// <param name="partitions">Partitions.</param>
/// <param name="options">Says how long a line may be.</param>
/// <param name="deadLetters">Takes lines that are longer, and what is said of damaged archives.</param>
internal sealed class FileLines(IReadOnlyList<OpenFile> files, int partitions, StreamingOptions options, Action<DeadLetter> deadLetters)
    : ITextSource, IDisposable
{
    private readonly IReadOnlyList<FileRange>[] _shares = FileShares.Deal(files, partitions, unit: 1);

    public int PartitionCount => _shares.Length;

    public void Read(int partition, TextFeed feed)
    {
        foreach (FileRange range in _shares[partition])
        {
            new FileRangeReader(range, options, deadLetters).Read(feed);
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
