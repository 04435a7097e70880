namespace HotStream.Bench;

/// <summary>The command line was wrong; the message is one line for the person who typed it.</summary>
internal sealed class UsageException(string message) : Exception(message);
