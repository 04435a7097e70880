namespace HotStream.Flume;

/// <summary>A sender is not one for us; the message says why.</summary>
internal sealed class FlumeException(string message) : IOException(message);
