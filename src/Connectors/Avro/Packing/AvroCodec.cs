namespace HotStream.Avro;

/// <summary>
/// How the blocks of a file are packed, by the names of Avro's specification. One belongs to one file, whose buffers it keeps; one thread.
/// </summary>
internal abstract class AvroCodec : IDisposable
{
    /// <summary>Bytes that a block may have unpacked.</summary>
    public const int BlockBytesMax = 256 << 20;

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

    protected static InvalidDataException TooLarge() => new($"The block has more than {BlockBytesMax >> 20} MiB unpacked.");
}
