namespace HotStream.Io;

/// <summary>What a connection of a listener may ask of it.</summary>
internal interface IMqttListenerHost
{
    string Name { get; }

    MqttListenerOptions Options { get; }

    TimeProvider TimeProvider { get; }

    void Report(string message, Exception? cause);

    void Refuse(DeadLetter letter);

    void Progress();

    /// <summary>Acknowledgements may be due that no batch will announce.</summary>
    void LookForDue();

    void TakeOver(string clientId, object newest);
}
