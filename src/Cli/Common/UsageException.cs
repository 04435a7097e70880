namespace HotStream.Cli;

/// <summary>The arguments do not go together, which parsing each alone could not find out. Nothing was started.</summary>
internal sealed class UsageException(string message) : Exception(message);
