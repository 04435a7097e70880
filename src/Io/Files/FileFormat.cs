namespace HotStream;

/// <summary>
/// Reads the records of a file, for <c>FileStream</c>: from <see cref="FileContent.Content"/>, adding each to <paramref name="records"/>
/// (<see cref="RecordFeed{T}.Store"/> keeps bytes of it as long as the batch), until the end or until it is full. Called on a worker
/// thread, for several files at a time, and for the same file again where its batch is computed again: it must give the same then. What
/// cannot be a record is refused by <see cref="FileContent.Refuse"/>; what it throws fails the batch.
/// </summary>
/// <typeparam name="T">Records.</typeparam>
/// <param name="file">The file.</param>
/// <param name="records">Where records go.</param>
public delegate void FileFormat<T>(FileContent file, RecordFeed<T> records);
