namespace HotStream.Io;

/// <summary>Lines of text, in a column <c>value</c>.</summary>
internal sealed class TextSource(SourceFiles files) : FileSource(files)
{
    public override Schema Schema { get; } = new(new StructField("value", DataType.String));

    public override string ToString() => $"text {base.ToString()}";

    protected override LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink) => new Rows(projection.Count, sink);

    private sealed class Rows : LineTaker
    {
        private readonly ColumnBatch _batch;
        private readonly ColumnSink _sink;

        public Rows(int columns, ColumnSink sink)
        {
            _batch = new ColumnBatch([.. Enumerable.Range(0, columns).Select(_ => new ColumnVector(DataType.String))]);
            _sink = sink;
        }

        public override bool Take(ReadOnlySpan<Utf8Slice> lines)
        {
            foreach (ColumnVector column in _batch.Columns)
            {
                lines.CopyTo(column.Values<Utf8Slice>());
            }

            _batch.SetLength(lines.Length);
            return _sink.Push(_batch);
        }

        public override void TakeTooLong(Utf8Slice beginning) =>
            throw new InvalidDataException($"A line that begins '{beginning}' is longer than {Slab.MaxCapacity >> 20} MiB.");

        public override void Dispose()
        {
            _batch.DisposeColumns();
        }
    }
}
