namespace HotStream.Mqtt;

/// <summary>The properties of a packet, as they stand on the wire (without their length).</summary>
internal readonly ref struct MqttProperties(ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public bool IsEmpty => Bytes.IsEmpty;

    /// <summary>What is wrong with them, if they stand in such a place.</summary>
    public MqttError Check(MqttPropertyPlace place)
    {
        var reader = new MqttReader(Bytes);
        ulong seen = 0;
        while (!reader.IsAtEnd)
        {
            MqttProperty property = MqttProperty.Read(ref reader);
            if (reader.Error != MqttError.None)
            {
                break;
            }

            ulong bit = 1UL << (int)property.Id;
            if (!MqttPropertyRules.Belongs((byte)property.Id, place))
            {
                reader.Fail(MqttError.MisplacedProperty);
            }
            else if ((seen & bit) != 0 && !MqttPropertyRules.MayRepeat(property.Id, place))
            {
                reader.Fail(MqttError.RepeatedProperty);
            }
            else if (IsNumber(property.Id) && !MqttPropertyRules.Allows(property.Id, property.Number))
            {
                reader.Fail(MqttError.BadPropertyValue);
            }

            seen |= bit;
        }

        return reader.Error;
    }

    /// <summary>A number property of properties that were checked.</summary>
    public bool TryGetNumber(MqttPropertyId id, out uint value)
    {
        bool found = TryGet(id, out MqttProperty property);
        value = property.Number;
        return found;
    }

    /// <summary>The first property of a kind, of properties that were checked.</summary>
    public bool TryGet(MqttPropertyId id, out MqttProperty property)
    {
        var reader = new MqttReader(Bytes);
        while (!reader.IsAtEnd)
        {
            property = MqttProperty.Read(ref reader);
            if (property.Id == id && reader.Error == MqttError.None)
            {
                return true;
            }
        }

        property = default;
        return false;
    }

    private static bool IsNumber(MqttPropertyId id) =>
        MqttPropertyRules.KindOf((byte)id) is not (MqttPropertyKind.Text or MqttPropertyKind.Binary or MqttPropertyKind.TextPair);
}
