namespace HotStream;

/// <summary>What became of a message.</summary>
internal enum OutboxSlotState : byte
{
    /// <summary>To be sent.</summary>
    Waiting,

    /// <summary>Sent, and not answered.</summary>
    Sent,

    /// <summary>Sent back; its confirmation follows.</summary>
    Returned,

    /// <summary>Confirmed, or a dead letter.</summary>
    Done,
}
