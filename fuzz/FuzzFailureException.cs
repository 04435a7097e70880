namespace HotStream.Fuzz;

/// <summary>Fast and slow path disagree.</summary>
internal sealed class FuzzFailureException(string message) : Exception(message);
