namespace HotStream.Io;

/// <summary>Lines of new files.</summary>
internal sealed class TextFileInput(StreamingContext context, FilePlaces places, FileChoice choice)
    : DirectoryInput<Utf8Slice>(context, "TextFileStream", places, choice)
{
    protected override InputBatch<Utf8Slice> RecordsOf(IReadOnlyList<OpenFile> files) =>
        InputBatch<Utf8Slice>.Of(new FileLines(files, Context.Options.Partitions, Context.Options, DeadLetter));
}
