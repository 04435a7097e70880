namespace HotStream.Avro;

/// <summary>
/// How the blocks of a file are packed, by the names of Avro's specification. One belongs to one file, whose buffers it keeps; one thread.
/// </summary>
internal abstract class AvroCodec : IDisposable
{
    /// <summary>Bytes that a block may have unpacked.</summary>
    public const int BlockBytesMax = 256 << 20;

    private const int LeastBuffer = 64 << 10;

    /// <summary>What files that are not packed say.</summary>
    public const string None = "null";

    /// <summary>Names that are known, without that of none.</summary>
    public static readonly string[] Names = ["deflate", "snappy", "zstandard"];

    /// <summary>A codec by its name; null when none is known by it.</summary>
    public static AvroCodec? Find(string name) => name switch
    {
        "" or None => new AvroUnpacked(),
        "deflate" => new AvroDeflate(),
        "snappy" => new AvroSnappy(),
        "zstandard" => new AvroZstandard(),
        _ => null,
    };

    /// <summary>What a block holds, until the next one.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or larger than <see cref="BlockBytesMax"/>.</exception>
    public abstract ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> block);

    /// <summary>A block that holds some values, until the next one.</summary>
    public abstract ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> values);

    public virtual void Dispose()
    {
    }

    /// <summary>Room for so many bytes in a buffer, of which nothing is kept.</summary>
    protected static Span<byte> Room(ref byte[] buffer, int bytes)
    {
        if (buffer.Length < bytes)
        {
            buffer = new byte[bytes];
        }

        return buffer.AsSpan(0, bytes);
    }

    /// <summary>Makes a buffer longer that is full, and keeps what it has.</summary>
    protected static void Grow(ref byte[] buffer) => Array.Resize(ref buffer, Math.Max(LeastBuffer, 2 * buffer.Length));

    protected static InvalidDataException TooLarge() => new($"The block has more than {BlockBytesMax >> 20} MiB unpacked.");
}
