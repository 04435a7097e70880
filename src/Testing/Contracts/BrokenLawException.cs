namespace HotStream.Testing;

/// <summary>A law does not hold. The message says which, and how it was broken.</summary>
/// <param name="message">Which, and how.</param>
public sealed class BrokenLawException(string message) : Exception(message);
