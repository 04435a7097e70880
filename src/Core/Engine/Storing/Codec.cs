using System.Buffers;

namespace HotStream;

/// <summary>
/// How values of a type of yours are written into checkpoints and read again, where the engine cannot know: add one to
/// <see cref="StreamingOptions.Codecs"/>. Numbers, text, dates, enums, structs, tuples and pairs of these, arrays and lists need none.
/// Called from several threads at once.
/// </summary>
/// <typeparam name="T">The type.</typeparam>
public abstract class Codec<T>
{
    /// <summary>
    /// Name and version of the form that is written. A checkpoint in another one is refused at the start, so change it with the form.
    /// </summary>
    public abstract string Form { get; }

    /// <summary>Writes a value.</summary>
    /// <param name="value">The value; may be null when the type allows.</param>
    /// <param name="output">Where to; its end need not be marked.</param>
    public abstract void Write(T value, IBufferWriter<byte> output);

    /// <summary>Reads a value.</summary>
    /// <param name="stored">What <see cref="Write"/> wrote, all of it and nothing else.</param>
    public abstract T Read(ReadOnlySpan<byte> stored);
}
