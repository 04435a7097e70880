namespace HotStream.Mqtt;

/// <summary>Memory for packets that wait to be sent or acknowledged.</summary>
internal sealed class MqttChunk(int capacity)
{
    public byte[] Bytes { get; } = new byte[capacity];

    /// <summary>Bytes written.</summary>
    public int Used { get; set; }

    /// <summary>Number of the last message in it.</summary>
    public long Last { get; set; }
}
