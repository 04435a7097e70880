using Microsoft.Win32.SafeHandles;

namespace HotStream;

/// <summary>
/// The file of one query: what did not fit into memory, blocks one behind the other, made when the first comes. It has no name, or one that
/// goes with it, so that nothing is left however the query or the process ends. Its room is free again when the query has ended. Safe from
/// any thread.
/// </summary>
internal sealed class QueryDisk(string session, string directory) : IDisposable
{
    private readonly Lock _opening = new();
    private SafeFileHandle? _file;
    private long _length;

    /// <summary>Bytes written.</summary>
    public long Length => Volatile.Read(ref _length);

    /// <summary>Writes a block; where it is.</summary>
    /// <exception cref="IOException">The disk takes no more, or the folder cannot be written to.</exception>
    public long Write(ReadOnlySpan<byte> block)
    {
        try
        {
            SafeFileHandle file = _file ?? Open();
            long place = Interlocked.Add(ref _length, block.Length) - block.Length;
            RandomAccess.Write(file, block, place);
            EngineMetrics.QuerySpilled(session, block.Length);
            return place;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"The query needs more memory than SessionOptions.MemoryLimit, and could not write to '{directory}' "
                + $"({Length >> 20} MiB so far): {cause.Message} Give SessionOptions.SpillDirectory a folder with more room, or raise the "
                + "limit.", cause);
        }
    }

    /// <summary>Reads a block.</summary>
    public void Read(long place, Span<byte> block)
    {
        while (block.Length > 0)
        {
            int read = RandomAccess.Read(_file!, block, place);
            if (read == 0)
            {
                throw new EndOfStreamException($"The file of a query in '{directory}' ends too early: something else wrote to it.");
            }

            place += read;
            block = block[read..];
        }
    }

    public void Dispose() => _file?.Dispose();

    private SafeFileHandle Open()
    {
        lock (_opening)
        {
            return _file ??= TemporaryFile.Open(directory);
        }
    }
}
