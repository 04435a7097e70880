namespace HotStream.Io;

/// <summary>
/// The lines of some files, cut into ranges of about equal size, one share for each partition. An archive is one range.
/// </summary>
internal sealed class FileLines : ITextSource, IDisposable
{
    private const long LeastRange = 1024 * 1024;

    private readonly IReadOnlyList<OpenFile> _files;
    private readonly List<FileRange>[] _shares;
    private readonly StreamingOptions _options;
    private readonly Action<DeadLetter> _deadLetters;

    /// <param name="files">Whose they are from now on.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="options">Says how long a line may be.</param>
    /// <param name="deadLetters">Takes lines that are longer.</param>
    public FileLines(IReadOnlyList<OpenFile> files, int partitions, StreamingOptions options, Action<DeadLetter> deadLetters)
    {
        _files = files;
        _options = options;
        _deadLetters = deadLetters;
        _shares = new List<FileRange>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            _shares[i] = [];
        }

        Deal(Math.Max(LeastRange, (files.Sum(file => file.Length) + partitions - 1) / partitions));
    }

    public int PartitionCount => _shares.Length;

    public void Read(int partition, TextFeed feed)
    {
        foreach (FileRange range in _shares[partition])
        {
            new FileRangeReader(range, _options, _deadLetters).Read(feed);
        }
    }

    public void Dispose()
    {
        foreach (OpenFile file in _files)
        {
            file.Dispose();
        }
    }

    private void Deal(long perShare)
    {
        int share = 0;
        long room = perShare;
        foreach (OpenFile file in _files)
        {
            for (long start = 0; start < file.Length || (start == 0 && file.IsPacked);)
            {
                bool isWhole = share == _shares.Length - 1 || file.IsPacked;
                long size = isWhole ? file.Length - start : Math.Min(room, file.Length - start);
                _shares[share].Add(new FileRange(file, start, file.IsPacked ? long.MaxValue : start + size));
                start += Math.Max(1, size);
                room -= size;
                if (room <= 0 && share < _shares.Length - 1)
                {
                    share++;
                    room = perShare;
                }
            }
        }
    }
}
