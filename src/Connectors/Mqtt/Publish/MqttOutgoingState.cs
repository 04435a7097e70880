namespace HotStream.Mqtt;

/// <summary>How far a message is.</summary>
internal enum MqttOutgoingState
{
    /// <summary>To be sent, for the first time or again.</summary>
    Waiting,

    /// <summary>Handed to the connection.</summary>
    Sent,

    /// <summary>Refused for now; to be sent again later.</summary>
    Postponed,

    /// <summary>Acknowledged, or given up.</summary>
    Done,
}
