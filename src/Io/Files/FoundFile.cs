namespace HotStream.Io;

/// <summary>A file that was listed.</summary>
/// <param name="Modified">When it was changed, in milliseconds of Unix time.</param>
/// <param name="Identity">What changes with its content; null where nobody knows.</param>
internal readonly record struct FoundFile(long Modified, string? Identity);
