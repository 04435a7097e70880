namespace HotStream.RabbitMq;

/// <summary>What became of a message.</summary>
internal enum RabbitMqOutgoingState : byte
{
    /// <summary>To be sent.</summary>
    Waiting,

    /// <summary>Sent, and not answered.</summary>
    Sent,

    /// <summary>Sent back because no queue takes it; its confirmation follows.</summary>
    Returned,

    /// <summary>Confirmed, or a dead letter.</summary>
    Done,
}
