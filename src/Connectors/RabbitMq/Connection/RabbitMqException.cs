namespace HotStream.RabbitMq;

/// <summary>The server is away, or does not want us; the message says which, and what to do.</summary>
internal sealed class RabbitMqException(string message, Exception? cause = null) : IOException(message, cause);
