namespace HotStream.Cli;

/// <summary>Lines of the files of a folder, or of those of a pattern of folders: the files that are there, and those that come.</summary>
internal sealed record FolderSource(string Directory) : LineSource
{
    private static readonly TimeSpan s_remembered = TimeSpan.FromDays(20 * 365);

    /// <summary>Reads one; null when no folder is named.</summary>
    /// <exception cref="FormatException">It names files.</exception>
    public static MessageSource? Open(string text)
    {
        string directory = text["file://".Length..];
        return directory.Length == 0 ? null
            : !Path.GetFileName(directory).Contains("*.", StringComparison.Ordinal) ? new FolderSource(directory)
            : throw new FormatException($"'{PlainText.Of(text)}' names files; write their folder, or a pattern of folders: "
                + "file:///var/spool/plant, file:///var/spool/** or file:///var/spool/{a,b}.");
    }

    protected override string Place => Directory;

    public override Task PrepareAsync(TimeSpan patience, CancellationToken stop)
    {
        InputChecks.ThrowIfUnreadable(Directory);
        return Task.CompletedTask;
    }

    protected override DStream<Utf8Slice> Lines(StreamingContext context, StoreOptions options) =>
        context.TextFileStream(Directory, newFilesOnly: false, s_remembered);
}
