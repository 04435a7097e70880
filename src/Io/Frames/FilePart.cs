namespace HotStream.Io;

/// <summary>A part of a file: the lines that begin in it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Start">Its first byte.</param>
/// <param name="End">One after its last byte; <see cref="long.MaxValue"/> for a file that is read as a whole.</param>
internal readonly record struct FilePart(string Path, long Start, long End)
{
    /// <summary>The number in its file, from 1, of a line that is so many lines behind the part's first one.</summary>
    public long NumberOf(long line) => LinesBefore() + line + 1;

    /// <summary>Lines of the file that begin before this part; they are counted, for the few rows that must be found again.</summary>
    private long LinesBefore()
    {
        if (Start == 0)
        {
            return 0;
        }

        using var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1,
            FileOptions.SequentialScan);
        byte[] buffer = new byte[1 << 16];
        long lines = 1; // the one that ends at the part's beginning, or in it
        for (long left = Start - 1; left > 0;)
        {
            int read = file.Read(buffer, 0, (int)Math.Min(buffer.Length, left));
            if (read == 0)
            {
                break; // it was cut since
            }

            lines += buffer.AsSpan(0, read).Count((byte)'\n');
            left -= read;
        }

        return lines;
    }

    /// <summary>The bytes of the file from the part on, unpacked.</summary>
    public Stream Open()
    {
        var file = new FileStream(Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1,
            FileOptions.SequentialScan);
        if (PackedFile.IsPacked(Path))
        {
            return PackedFile.Unpack(Path, file);
        }

        file.Position = Start;
        return file;
    }

    /// <summary>Reads on in what was opened; an archive that cannot be unpacked is named.</summary>
    public int Read(Stream stream, Span<byte> into)
    {
        try
        {
            return stream.Read(into);
        }
        catch (PackedException wrong)
        {
            throw new InvalidDataException($"{Path} {wrong.Predicate}", wrong);
        }
    }
}
