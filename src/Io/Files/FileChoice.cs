namespace HotStream.Io;

/// <summary>Which files of a directory are read.</summary>
/// <param name="NewFilesOnly">Whether files older than the start are ignored.</param>
/// <param name="Remember">How far back a file's time may lie.</param>
internal sealed record FileChoice(bool NewFilesOnly, TimeSpan Remember)
{
    /// <summary>With the time that is meant when none is said.</summary>
    public static FileChoice Of(bool newFilesOnly, TimeSpan? remember) =>
        new(newFilesOnly, remember ?? TimeSpan.FromMinutes(1));
}
