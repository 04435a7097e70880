namespace HotStream;

/// <summary>
/// Makes a record of a message. Called on the thread of its connection, for each message. What it throws makes the message a dead letter.
/// </summary>
/// <typeparam name="T">Records; slices in them live as long as their batch.</typeparam>
/// <param name="frames">The frames of the message, at least one, as they lie in the buffer they were received in. The span is valid during
/// the call; the slices may be kept in the record.</param>
public delegate T ZeroMqConverter<out T>(ReadOnlySpan<Utf8Slice> frames);
