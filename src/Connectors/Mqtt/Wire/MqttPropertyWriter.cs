using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace HotStream.Mqtt;

/// <summary>Builds properties, for packets written now and then.</summary>
internal sealed class MqttPropertyWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public MqttProperties Properties => new(_bytes.WrittenSpan);

    /// <summary>A property that is a number, in as many bytes as its kind has.</summary>
    public MqttPropertyWriter Number(MqttPropertyId id, uint value)
    {
        Byte((byte)id);
        switch (MqttPropertyRules.KindOf((byte)id))
        {
            case MqttPropertyKind.Byte:
                Byte((byte)value);
                break;
            case MqttPropertyKind.UInt16:
                BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), (ushort)value);
                _bytes.Advance(2);
                break;
            case MqttPropertyKind.UInt32:
                BinaryPrimitives.WriteUInt32BigEndian(_bytes.GetSpan(4), value);
                _bytes.Advance(4);
                break;
            default:
                for (; value >= 0x80; value >>= 7)
                {
                    Byte((byte)(value | 0x80));
                }

                Byte((byte)value);
                break;
        }

        return this;
    }

    /// <summary>A property that is a text or data.</summary>
    public MqttPropertyWriter Block(MqttPropertyId id, ReadOnlySpan<byte> value)
    {
        Byte((byte)id);
        Block(value);
        return this;
    }

    /// <summary>A user property.</summary>
    public MqttPropertyWriter User(string name, string value)
    {
        Byte((byte)MqttPropertyId.UserProperty);
        Block(Encoding.UTF8.GetBytes(name));
        Block(Encoding.UTF8.GetBytes(value));
        return this;
    }

    private void Byte(byte value) => _bytes.Write([value]);

    private void Block(ReadOnlySpan<byte> value)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value.Length, ushort.MaxValue);
        BinaryPrimitives.WriteUInt16BigEndian(_bytes.GetSpan(2), (ushort)value.Length);
        _bytes.Advance(2);
        _bytes.Write(value);
    }
}
