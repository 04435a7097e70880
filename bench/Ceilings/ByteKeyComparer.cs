using System.Buffers.Binary;
using System.Numerics;

namespace HotStream.Bench;

/// <summary>Byte strings as dictionary keys that can be looked up by span.</summary>
internal sealed class ByteKeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
{
    public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

    public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

    public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

    public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

    public int GetHashCode(ReadOnlySpan<byte> alternate)
    {
        var crc = (uint)alternate.Length;
        for (; alternate.Length >= 8; alternate = alternate[8..])
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(alternate));
        foreach (var b in alternate)
            crc = BitOperations.Crc32C(crc, b);
        return (int)crc;
    }
}
