namespace HotStream.ZeroMq;

/// <summary>A peer is away, not one for us, or has gone; the message says which.</summary>
internal sealed class ZeroMqException(string message) : IOException(message);
