namespace HotStream.Sinks;

/// <summary>
/// What errors of a file system mean: the table of the sinks that write files. Each fails the batch, of which nothing is acknowledged then:
/// whether and when a disk has room again, nobody knows, and a source that can sends the records again. Only a record that cannot
/// be encoded is refused by itself.
/// </summary>
internal static class FileErrors
{
    private static readonly (int Error, string Remedy)[] s_remedies =
    [
        (1, "Give this user the right to write there."), // EPERM
        (5, "The disk fails: look at the system's log."), // EIO
        (13, "Give this user the right to write there."), // EACCES
        (20, "A part of the path is a file: choose another path."), // ENOTDIR
        (24, "Raise the limit of open files (ulimit -n)."), // EMFILE
        (27, "Raise the limit of a file's size, or make files end earlier."), // EFBIG
        (28, "The disk is full: make room, or write elsewhere."), // ENOSPC
        (30, "The file system is read-only: look at the system's log, or write elsewhere."), // EROFS
        (122, "The quota of this user is used up: make room, or raise it."), // EDQUOT
    ];

    public static bool IsOne(Exception failure) => failure is IOException or UnauthorizedAccessException;

    /// <summary>What to say of it.</summary>
    /// <param name="sink">The sink's name.</param>
    /// <param name="failure">One of <see cref="IsOne"/>.</param>
    public static IOException Explain(string sink, Exception failure)
    {
        int error = failure is UnauthorizedAccessException { InnerException: IOException inner } ? inner.HResult : failure.HResult;
        string remedy = "Look at the disk and its rights.";
        foreach ((int known, string text) in s_remedies)
        {
            remedy = known == error ? text : remedy;
        }

        return new IOException($"{sink} could not be written: {PlainText.Of(failure.Message)} {remedy}", failure);
    }
}
