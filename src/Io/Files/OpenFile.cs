using System.Collections.Concurrent;

namespace HotStream.Io;

/// <summary>A file that was opened for a batch: whatever becomes of its name, its bytes can be read until the batch is done.</summary>
internal abstract record OpenFile(string Path, long Length) : IDisposable
{
    private readonly ConcurrentBag<FileWindow> _windows = [];
    private byte[]? _firstLine;

    /// <summary>What changes with its content: the same path with another one is another file. Null where nobody knows.</summary>
    public virtual string? Identity => null;

    /// <summary>Whether it is unpacked when it is read.</summary>
    public bool IsPacked { get; } = PackedFile.IsPacked(Path);

    /// <summary>The first line, without a byte order mark and its end; null when it has more bytes than a line may have.</summary>
    public byte[]? FirstLine(int lineLengthMax)
    {
        byte[] line = Volatile.Read(ref _firstLine) ?? (_firstLine = ReadFirstLine(lineLengthMax));
        return line.Length <= lineLengthMax ? line.AsSpan().TrimEnd((byte)'\r').ToArray() : null;
    }

    /// <summary>A way to look at its text, until the file is closed.</summary>
    public FileWindow Look()
    {
        var window = new FileWindow(this);
        _windows.Add(window);
        return window;
    }

    /// <summary>A way to its bytes, for one thread.</summary>
    public abstract FileBytes Bytes();

    public void Dispose()
    {
        foreach (FileWindow window in _windows)
        {
            window.Dispose();
        }

        Close();
    }

    /// <summary>Lets go of the file.</summary>
    protected virtual void Close()
    {
    }

    private byte[] ReadFirstLine(int lineLengthMax)
    {
        long most = lineLengthMax + (long)ByteOrderMark.Length + 1;
        byte[] text = new byte[(int)(IsPacked ? most : Math.Min(Length, most))];
        using var reader = new FileText(this);
        int filled = 0;
        try
        {
            int count;
            while (text.AsSpan(0, filled).IndexOf((byte)'\n') < 0 && (count = reader.Read(text.AsSpan(filled), filled)) > 0)
            {
                filled += count;
            }
        }
        catch (FileContentException)
        {
            // whoever reads the lines reports it
        }

        ReadOnlySpan<byte> line = text.AsSpan(0, filled);
        int end = line.IndexOf((byte)'\n');
        line = end < 0 ? line : line[..end];
        return (ByteOrderMark.IsAtStart(line) ? line[ByteOrderMark.Length..] : line).ToArray();
    }
}
