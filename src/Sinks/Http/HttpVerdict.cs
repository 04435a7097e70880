namespace HotStream;

/// <summary>What a server's answer to a request of many records means.</summary>
public enum HttpVerdict
{
    /// <summary>
    /// The server as it is set up, or who we are: the batch fails at once, nothing of it is acknowledged, and no record is blamed.
    /// </summary>
    Fail,

    /// <summary>All records are stored.</summary>
    Taken,

    /// <summary>
    /// The server's state, which may pass: the same again with growing waits; the batch fails when they have lasted too long.
    /// </summary>
    Again,

    /// <summary>
    /// A record among them, or the size of all: halves are sent until it is found, which is a dead letter; the others are stored, perhaps
    /// twice where the server has stored a part of the request.
    /// </summary>
    Record,
}
