using System.Buffers;
using ZstdSharp;

namespace HotStream.Avro;

/// <summary>A frame of Zstandard, whose head may leave out how much it holds.</summary>
internal sealed class AvroZstandard : AvroCodec
{
    private const int Level = 3; // what Avro's own writers take

    private Compressor? _packing;
    private Decompressor? _unpacking;
    private byte[] _packed = [];
    private byte[] _unpacked = [];

    public override ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> block)
    {
        _unpacking?.ResetStream();
        _unpacking ??= new Decompressor();
        ReadOnlySpan<byte> left = block.Span;
        int count = 0;
        try
        {
            OperationStatus status;
            bool goesOn;
            do
            {
                if (count == _unpacked.Length)
                {
                    Grow(ref _unpacked);
                }

                status = _unpacking.UnwrapStream(left, _unpacked.AsSpan(count), out int taken, out int written);
                left = left[taken..];
                count += written;
                if (count > BlockBytesMax)
                {
                    throw TooLarge();
                }

                goesOn = taken > 0 || written > 0;
            }
            while (goesOn && (!left.IsEmpty || status == OperationStatus.DestinationTooSmall));

            return status == OperationStatus.Done && left.IsEmpty ? _unpacked.AsMemory(0, count)
                : throw new InvalidDataException("The block ends within a frame of Zstandard.");
        }
        catch (ZstdException failure)
        {
            throw new InvalidDataException($"The block is no frame of Zstandard: {failure.Message}.", failure);
        }
    }

    public override ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> values)
    {
        _packing ??= new Compressor(Level);
        Span<byte> packed = Room(ref _packed, Compressor.GetCompressBound(values.Length));
        return packed[.._packing.Wrap(values, packed)];
    }

    public override void Dispose()
    {
        _packing?.Dispose();
        _unpacking?.Dispose();
        base.Dispose();
    }
}
