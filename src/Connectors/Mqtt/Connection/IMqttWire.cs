namespace HotStream.Mqtt;

/// <summary>Where packets to the other side go.</summary>
internal interface IMqttWire
{
    /// <summary>Sends whole packets. Any thread.</summary>
    void Write(ReadOnlySpan<byte> packets);
}
