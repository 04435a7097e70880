namespace HotStream.Postgres;

/// <summary>The server is away, or does not want us; the message says which, and what to do.</summary>
internal sealed class PostgresSourceException(string message, Exception? cause = null) : IOException(message, cause);
