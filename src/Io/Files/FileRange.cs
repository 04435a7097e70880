namespace HotStream.Io;

/// <summary>A piece of a file. A line belongs to the range it begins in.</summary>
internal readonly record struct FileRange(string Path, long Start, long End);
