namespace HotStream.Io;

/// <summary>An archive that cannot be unpacked to its end; the message says where and why, not which one it is.</summary>
internal sealed class PackedException(string message, Exception? cause = null) : IOException(message, cause);
