namespace HotStream;

/// <summary>What a window must know of the stream it lies over.</summary>
/// <param name="OperatorName">The stream's name in messages.</param>
/// <param name="Milliseconds">Its slide.</param>
internal readonly record struct StreamSlide(string OperatorName, long Milliseconds);
