namespace HotStream;

/// <summary>
/// Makes records of what a socket has received, in place. Called each time more bytes have come, on the receiver's thread: look at
/// <see cref="SlabWriter{T}.Unread"/>, add a record for each that is complete, built of <see cref="SlabWriter{T}.Slice"/>, and say with
/// <see cref="SlabWriter{T}.Consume"/> how far that went. What is left is there again at the next call, with more behind it. Do not keep
/// the writer. What it throws ends the connection.
/// </summary>
/// <typeparam name="T">Records; slices in them live as long as their batch.</typeparam>
/// <param name="received">The bytes, and where records go.</param>
public delegate void SocketConverter<T>(SlabWriter<T> received);
