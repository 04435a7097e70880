namespace HotStream.Io;

/// <summary>A stored file went away, or became another one, while it was read.</summary>
internal sealed class FileLostException(FileStoreException cause) : FileContentException(cause.Message, cause)
{
    public override string Problem => $"the file was lost while it was read: {PlainText.Of(Message)}";
}
