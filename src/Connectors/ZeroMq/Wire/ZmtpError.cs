namespace HotStream.ZeroMq;

/// <summary>What is wrong with a frame.</summary>
internal enum ZmtpError
{
    None,

    /// <summary>Its head is not here yet.</summary>
    Incomplete,

    /// <summary>A flag is set that has no meaning.</summary>
    UnknownFlag,

    /// <summary>A command says that more of it follows.</summary>
    CommandOfParts,

    /// <summary>It has more bytes than a number can say.</summary>
    TooLong,
}
