namespace HotStream.Io;

/// <summary>The bytes of an open file by places, as they are stored. Used by one thread.</summary>
internal abstract class FileBytes : IDisposable
{
    /// <summary>Reads some bytes; 0 at the end.</summary>
    /// <exception cref="FileLostException">There is no such file any more.</exception>
    /// <exception cref="IOException">They cannot be read.</exception>
    public abstract int Read(Span<byte> into, long offset);

    /// <summary>Gives back what reading took; reading on takes it again.</summary>
    public virtual void Dispose()
    {
    }
}
