namespace HotStream.ZeroMq;

/// <summary>What <see cref="ZmtpReader"/> found.</summary>
internal enum ZmtpEvent
{
    /// <summary>More bytes must come first.</summary>
    Incomplete,

    /// <summary>Bytes of a message that is not taken; there may be more to look at.</summary>
    Passed,

    /// <summary>A message is whole.</summary>
    Message,

    /// <summary>A command, perhaps in the midst of a message.</summary>
    Command,

    /// <summary>A message is too large or has too many frames; its rest is passed over.</summary>
    Refused,

    /// <summary>What comes is no ZMTP, and the connection is of no use.</summary>
    Broken,
}
