using System.IO.Compression;
using System.Runtime.InteropServices;

namespace HotStream.Avro;

/// <summary>Raw deflate, without zlib's head and sum.</summary>
internal sealed class AvroDeflate : AvroCodec
{
    private readonly MemoryStream _packed = new();
    private byte[] _unpacked = [];

    public override ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> block)
    {
        MemoryMarshal.TryGetArray(block, out ArraySegment<byte> bytes);
        using var packed = new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false);
        using var unpacking = new DeflateStream(packed, CompressionMode.Decompress);
        int count = 0;
        while (true)
        {
            if (count == _unpacked.Length)
            {
                Grow(ref _unpacked);
            }

            int read = unpacking.Read(_unpacked, count, _unpacked.Length - count);
            count += read;
            if (read == 0)
            {
                return _unpacked.AsMemory(0, count);
            }

            if (count > BlockBytesMax)
            {
                throw TooLarge();
            }
        }
    }

    public override ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> values)
    {
        _packed.SetLength(0);
        using (var packing = new DeflateStream(_packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packing.Write(values);
        }

        return _packed.GetBuffer().AsSpan(0, (int)_packed.Length);
    }
}
