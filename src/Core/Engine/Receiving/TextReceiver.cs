namespace HotStream;

/// <summary>
/// Base of receivers of text lines: bytes are read straight into slabs, and stored as ranges of whole lines, so that nothing is copied
/// or allocated per line. Several connections may each have their own <see cref="LineFramer"/> from <see cref="CreateFramer"/>.
/// </summary>
public abstract class TextReceiver : ReceiverBase
{
    internal Func<int?, LaneWriter<TextChunk>>? OpenWriter { get; set; }

    internal int LineLengthMax { get; set; }

    /// <summary>
    /// Makes the path from one connection into the engine: it frames lines out of raw bytes. One thread uses it; dispose it when the
    /// connection ends.
    /// </summary>
    /// <param name="source">Name of the connection in dead letters.</param>
    protected LineFramer CreateFramer(string source)
    {
        Func<int?, LaneWriter<TextChunk>> open = OpenWriter
            ?? throw new InvalidOperationException($"Receiver {Name} opens a connection before it was started by a context.");
        return new LineFramer(source, this, open(null), LineLengthMax);
    }
}
