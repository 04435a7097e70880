namespace HotStream.Io;

/// <summary>Records of new files, of a user's own format.</summary>
internal sealed class RecordFileInput<T>(StreamingContext context, FilePlaces places, FileChoice choice, FileFormat<T> format)
    : DirectoryInput<T>(context, "FileStream", places, choice)
{
    protected override InputBatch<T> RecordsOf(IReadOnlyList<OpenFile> files) =>
        InputBatch<T>.Of(new FileRecords<T>(files, Context.Options.Partitions, FileShares.Whole, Read));

    private void Read(FileRange range, RecordFeed<T> feed)
    {
        var content = new FileContent(range.File, DeadLetter);
        feed.Begin(new RecordOrigin(range.File.Path, 0));
        try
        {
            format(content, feed);
        }
        catch (FileContentException wrong)
        {
            content.Refuse($"byte {content.Position}", $"{wrong.Problem} Records before were taken.", default);
        }
        catch (EndOfStreamException)
        {
            content.Refuse($"byte {content.Position}", "the file ends in the midst of a record; records before were taken.", default);
        }
        finally
        {
            content.Close();
        }
    }
}
