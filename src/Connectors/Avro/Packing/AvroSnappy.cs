using System.Buffers.Binary;
using System.IO.Hashing;
using Snappier;

namespace HotStream.Avro;

/// <summary>Snappy's block format, and behind it the CRC-32 of what the block holds, highest byte first.</summary>
internal sealed class AvroSnappy : AvroCodec
{
    private byte[] _packed = [];
    private byte[] _unpacked = [];

    public override ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> block)
    {
        int length = block.Length - sizeof(uint);
        if (length <= 0)
        {
            throw new InvalidDataException($"The block has {block.Length} bytes, too few for snappy.");
        }

        ReadOnlySpan<byte> packed = block.Span[..length];
        int count = Snappy.GetUncompressedLength(packed);
        if (count is < 0 or > BlockBytesMax)
        {
            throw TooLarge();
        }

        Span<byte> unpacked = Room(ref _unpacked, count);
        if (Snappy.Decompress(packed, unpacked) != count
            || Crc32.HashToUInt32(unpacked) != BinaryPrimitives.ReadUInt32BigEndian(block.Span[length..]))
        {
            throw new InvalidDataException("The sum of the block is not that of what it holds.");
        }

        return _unpacked.AsMemory(0, count);
    }

    public override ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> values)
    {
        Span<byte> packed = Room(ref _packed, Snappy.GetMaxCompressedLength(values.Length) + sizeof(uint));
        int length = Snappy.Compress(values, packed);
        BinaryPrimitives.WriteUInt32BigEndian(packed[length..], Crc32.HashToUInt32(values));
        return packed[..(length + sizeof(uint))];
    }
}
