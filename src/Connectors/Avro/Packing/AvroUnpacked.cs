namespace HotStream.Avro;

/// <summary>Blocks are what they hold.</summary>
internal sealed class AvroUnpacked : AvroCodec
{
    public override ReadOnlyMemory<byte> Unpack(ReadOnlyMemory<byte> block) => block;

    public override ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> values) => values;
}
