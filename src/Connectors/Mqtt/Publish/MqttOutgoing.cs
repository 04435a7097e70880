namespace HotStream.Mqtt;

/// <summary>A PUBLISH packet on its way.</summary>
internal struct MqttOutgoing
{
    public MqttChunk? Chunk;
    public int Start;
    public int Length;
    public MqttOutgoingState State;

    /// <summary>The packet.</summary>
    public readonly Span<byte> Packet => Chunk!.Bytes.AsSpan(Start, Length);
}
