namespace HotStream.Http;

/// <summary>A server does not stream to us, or not any more.</summary>
internal sealed class HttpStreamException(string message, Exception? inner = null) : Exception(message, inner);
