namespace HotStream.Io;

/// <summary>Rows of files of lines.</summary>
internal abstract class FileSource(SourceFiles files) : FrameSource
{
    private FilePart[]? _parts;

    public override int Partitions => (_parts = files.Cut()).Length;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        FilePart part = _parts![partition];
        using LineTaker taker = Taker(part, projection, sink);
        new PartLines(part, taker, cancellation).Read();
    }

    public override string ToString() => files.Pattern;

    /// <summary>What makes rows of the lines of a part.</summary>
    protected abstract LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink);
}
