namespace HotStream.Mqtt;

/// <summary>What a device waits for after it was served.</summary>
internal enum MqttNext
{
    /// <summary>Bytes.</summary>
    Watch,

    /// <summary>Somebody who asks for it: a timer, or a session that is still another's.</summary>
    Sleep,

    /// <summary>Its turn.</summary>
    Again,

    /// <summary>Nothing: the connection is over.</summary>
    Gone,
}
