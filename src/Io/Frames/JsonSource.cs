namespace HotStream.Io;

/// <summary>Objects of JSON, one a line.</summary>
internal sealed class JsonSource(SourceFiles files, Schema schema, RowRules rules) : FileSource(files)
{
    public override Schema Schema { get; } = schema;

    public override string ToString() => $"json {base.ToString()}";

    protected override LineTaker Taker(FilePart part, IReadOnlyList<int> projection, ColumnSink sink) =>
        new JsonRows(part, [.. projection.Select(place => Schema[place])], rules, sink);
}
