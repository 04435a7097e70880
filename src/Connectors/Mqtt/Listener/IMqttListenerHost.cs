namespace HotStream.Mqtt;

/// <summary>What a connection of a listener may ask of it.</summary>
internal interface IMqttListenerHost
{
    string Name { get; }

    MqttListenerOptions Options { get; }

    TimeProvider TimeProvider { get; }

    MqttRouter Router { get; }

    MqttCrew Crew { get; }

    /// <summary>Watches for bytes.</summary>
    SocketWatch Bytes { get; }

    /// <summary>Watches for room to write.</summary>
    SocketWatch Room { get; }

    /// <summary>Largest PUBLISH, by the options and a connection's share of the memory.</summary>
    int PacketBytesMax { get; }

    /// <summary>Largest payload, likewise.</summary>
    int PayloadBytesMax { get; }

    void Report(string message, Exception? cause);

    void Refuse(DeadLetter letter);

    void Progress();

    /// <summary>Acknowledgements may be due that no batch will announce.</summary>
    void LookForDue();

    /// <summary>Nothing more is read from a device; it may be gone altogether.</summary>
    void Finished(object device, bool isGone);

    /// <summary>A device holds more bytes of what it has not finished, or fewer.</summary>
    void Hold(int bytes);
}
