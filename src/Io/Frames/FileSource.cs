namespace HotStream.Io;

/// <summary>Rows of files of lines. The files are looked for when the frame is made; their lengths when it is read.</summary>
internal abstract class FileSource(string path, string[] files) : FrameSource
{
    private FilePart[]? _parts;

    public override int Partitions => (_parts = FilePart.Cut(files)).Length;

    protected IReadOnlyList<string> Files => files;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        FilePart part = _parts![partition];
        using LineTaker taker = Taker(part, projection, sink);
        new PartLines(part, taker, cancellation).Read();
    }

    public override string ToString() => path;

    /// <summary>What makes rows of the lines of a part.</summary>
    protected abstract LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink);
}
