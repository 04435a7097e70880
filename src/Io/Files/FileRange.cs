namespace HotStream.Io;

/// <summary>A piece of a file. A line belongs to the range it begins in. That of an archive is its whole text.</summary>
internal readonly record struct FileRange(OpenFile File, long Start, long End);
