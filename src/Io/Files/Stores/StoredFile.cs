namespace HotStream;

/// <summary>A file of a <see cref="FileStore"/>.</summary>
/// <param name="Path">Its whole name, as messages and ranges have it. One that ends with <c>.gz</c> or <c>.zst</c> is unpacked.</param>
/// <param name="Identity">
/// What changes whenever the content does (an ETag, a version): the same path with another one is another file. Without spaces.
/// </param>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">
/// When it was last changed; where that is known less exactly than to the millisecond, the latest moment that it may have been.
/// </param>
public sealed record StoredFile(string Path, string Identity, long Length, DateTimeOffset Modified);
