namespace HotStream.Io;

/// <summary>The lines of some files, cut into ranges of about equal size, one share for each partition.</summary>
internal sealed class FileLines : ITextSource
{
    private const long LeastRange = 1024 * 1024;

    private readonly List<FileRange>[] _shares;
    private readonly StreamingOptions _options;
    private readonly Action<DeadLetter> _deadLetters;

    public FileLines(IReadOnlyList<string> files, int partitions, StreamingOptions options, Action<DeadLetter> deadLetters)
    {
        _options = options;
        _deadLetters = deadLetters;
        _shares = new List<FileRange>[partitions];
        for (int i = 0; i < partitions; i++)
        {
            _shares[i] = [];
        }

        (string Path, long Length)[] sized = [.. files.Select(file => (file, new FileInfo(file).Length))];
        long perShare = Math.Max(LeastRange, (sized.Sum(file => file.Length) + partitions - 1) / partitions);
        Deal(sized, perShare);
    }

    public int PartitionCount => _shares.Length;

    public void Read(int partition, TextFeed feed)
    {
        foreach (FileRange range in _shares[partition])
        {
            new FileRangeReader(range, _options, _deadLetters).Read(feed);
        }
    }

    private void Deal((string Path, long Length)[] files, long perShare)
    {
        int share = 0;
        long room = perShare;
        foreach ((string path, long length) in files)
        {
            for (long start = 0; start < length;)
            {
                long size = share == _shares.Length - 1 ? length - start : Math.Min(room, length - start);
                _shares[share].Add(new FileRange(path, start, start + size));
                start += size;
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
