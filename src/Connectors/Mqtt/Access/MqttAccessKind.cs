namespace HotStream;

/// <summary>What a device wants to do.</summary>
public enum MqttAccessKind
{
    /// <summary>Publish a message, or leave a will.</summary>
    Publish,

    /// <summary>Subscribe to a topic filter.</summary>
    Subscribe,
}
