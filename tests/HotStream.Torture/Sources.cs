namespace HotStream.Torture;

/// <summary>Who sends to receivers of the program, in all of its lives.</summary>
internal sealed class Sources(int seed) : IDisposable
{
    public NumberedSender Numbered { get; } = new(seed);

    public SocketSender Socket { get; } = new(Shape.SocketLetter);

    /// <summary>Its lines are counted as they arrive.</summary>
    public SocketSender Folded { get; } = new(Shape.FoldedLetter);

    /// <summary>Null where no broker is installed.</summary>
    public MqttSender? Mqtt { get; } = MqttSender.TryStart();

    public void Dispose()
    {
        Numbered.Dispose();
        Socket.Dispose();
        Folded.Dispose();
        Mqtt?.Dispose();
    }
}
