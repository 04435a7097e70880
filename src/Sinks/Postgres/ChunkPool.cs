namespace HotStream.Sinks;

/// <summary>
/// Buffers of one size that the writers of a sink share, so that a batch of any size costs the heap nothing once batches
/// like it were seen. Thread-safe.
/// </summary>
internal sealed class ChunkPool
{
    public const int ChunkBytes = 256 * 1024;
    private const int Kept = 256; // 64 MiB

    private readonly Stack<byte[]> _free = [];

    /// <summary>A buffer of at least so many bytes.</summary>
    public byte[] Rent(int bytes)
    {
        if (bytes <= ChunkBytes)
        {
            lock (_free)
            {
                if (_free.TryPop(out byte[]? chunk))
                {
                    return chunk;
                }
            }
        }

        return GC.AllocateUninitializedArray<byte>(Math.Max(bytes, ChunkBytes));
    }

    public void Return(byte[] chunk)
    {
        if (chunk.Length != ChunkBytes)
        {
            return; // made for one huge row
        }

        lock (_free)
        {
            if (_free.Count < Kept)
            {
                _free.Push(chunk);
            }
        }
    }
}
