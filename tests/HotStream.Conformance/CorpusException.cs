namespace HotStream.Conformance;

/// <summary>
/// The corpus, or one case of it, does not keep to the format or asks for something unknown. Never a refusal of the engine.
/// </summary>
internal sealed class CorpusException(string message) : Exception(message);
