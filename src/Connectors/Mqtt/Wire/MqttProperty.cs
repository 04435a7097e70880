namespace HotStream.Mqtt;

/// <summary>One property: a number, or bytes (a text, data, or the name of a user property, whose value is <see cref="Second"/>).</summary>
internal readonly ref struct MqttProperty(MqttPropertyId id, uint number, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> second)
{
    public MqttPropertyId Id { get; } = id;

    public uint Number { get; } = number;

    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ReadOnlySpan<byte> Second { get; } = second;

    /// <summary>Reads the next property; look at the reader's error afterwards.</summary>
    public static MqttProperty Read(scoped ref MqttReader reader)
    {
        int id = reader.VariableInt();
        if (id > byte.MaxValue)
        {
            reader.Fail(MqttError.UnknownProperty);
        }

        switch (MqttPropertyRules.KindOf((byte)id))
        {
            case MqttPropertyKind.Byte:
                return new MqttProperty((MqttPropertyId)id, reader.Byte(), default, default);
            case MqttPropertyKind.UInt16:
                return new MqttProperty((MqttPropertyId)id, reader.UInt16(), default, default);
            case MqttPropertyKind.UInt32:
                return new MqttProperty((MqttPropertyId)id, reader.UInt32(), default, default);
            case MqttPropertyKind.VariableInt:
                return new MqttProperty((MqttPropertyId)id, (uint)reader.VariableInt(), default, default);
            case MqttPropertyKind.Text:
                return new MqttProperty((MqttPropertyId)id, 0, reader.Text(), default);
            case MqttPropertyKind.Binary:
                return new MqttProperty((MqttPropertyId)id, 0, reader.Binary(), default);
            case MqttPropertyKind.TextPair:
                return new MqttProperty((MqttPropertyId)id, 0, reader.Text(), reader.Text());
            default:
                reader.Fail(MqttError.UnknownProperty);
                return default;
        }
    }
}
