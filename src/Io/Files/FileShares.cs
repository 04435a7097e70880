namespace HotStream.Io;

/// <summary>Deals files to partitions, in ranges of about equal size. An archive is one range, to the end of its text.</summary>
internal static class FileShares
{
    /// <summary>A unit by which no file is cut.</summary>
    public const long Whole = long.MaxValue;

    private const long LeastRange = 1024 * 1024;

    /// <summary>The ranges of each partition, in the order of the files.</summary>
    /// <param name="files">The files.</param>
    /// <param name="partitions">Partitions.</param>
    /// <param name="unit">Files are cut at multiples of it: of lines, which find each other, 1.</param>
    public static IReadOnlyList<FileRange>[] Deal(IReadOnlyList<OpenFile> files, int partitions, long unit)
    {
        List<FileRange>[] shares = [.. Enumerable.Range(0, partitions).Select(_ => new List<FileRange>())];
        long perShare = Math.Max(LeastRange, (files.Sum(file => file.Length) + partitions - 1) / partitions);
        int share = 0;
        long room = perShare;
        foreach (OpenFile file in files)
        {
            long start = 0;
            do
            {
                bool isWhole = share == partitions - 1 || file.IsPacked || unit == Whole;
                long size = isWhole ? file.Length - start : Math.Min((room + unit - 1) / unit * unit, file.Length - start);
                if (size > 0 || file.IsPacked) // an archive that is empty was cut
                {
                    shares[share].Add(new FileRange(file, start, file.IsPacked ? long.MaxValue : start + size));
                }

                start += size;
                room -= size;
                if (room <= 0 && share < partitions - 1)
                {
                    share++;
                    room = perShare;
                }
            }
            while (start < file.Length);
        }

        return shares;
    }
}
