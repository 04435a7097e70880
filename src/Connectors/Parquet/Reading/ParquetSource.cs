using Parquet;

namespace HotStream.Parquet;

/// <summary>
/// Rows of files of Parquet. Which columns and row groups there are is read when the frame is made. Of a row group that is read, the
/// columns that are wanted are decoded whole.
/// </summary>
internal sealed class ParquetSource : FrameSource
{
    private readonly string _path;
    private readonly bool _isBinaryText;
    private readonly ParquetPart[] _parts;

    public ParquetSource(string path, Schema? known, bool isBinaryText)
    {
        _path = path;
        _isBinaryText = isBinaryText;
        string[] files = FileGlob.Find(path);
        var parts = new List<ParquetPart>();
        foreach (string name in files)
        {
            using ParquetFile file = ParquetFile.Open(name, isBinaryText);
            Schema schema = known ??= SchemaOf(file);
            foreach (StructField field in schema)
            {
                Check(file, field);
            }

            parts.AddRange(ParquetPart.Of(file));
        }

        Schema = known!;
        _parts = [.. parts];
    }

    public override Schema Schema { get; }

    public override int Partitions => Math.Max(1, _parts.Length);

    public override bool TakesConditions => true;

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation) =>
        Read(partition, projection, [], sink, cancellation);

    public override void Read(int partition, IReadOnlyList<int> projection, IReadOnlyList<ColumnCondition> conditions, ColumnSink sink,
        CancellationToken cancellation)
    {
        if (_parts.Length == 0)
        {
            return;
        }

        ParquetPart part = _parts[partition];
        part.CheckUnchanged();
        using ParquetFile file = ParquetFile.Open(part.Path, _isBinaryText);
        var skips = new RowGroupStatistics(file, Schema, conditions);
        using var rows = new ParquetRows(file, [.. projection.Select(place => Schema[place])]);
        bool wanted = true;
        for (int group = part.First; group < part.First + part.Count && wanted; group++)
        {
            cancellation.ThrowIfCancellationRequested();
            wanted = !skips.MayHold(group) || rows.Read(group, sink, cancellation);
        }
    }

    public override string ToString() => $"parquet {_path}";

    private static Schema SchemaOf(ParquetFile file)
    {
        ParquetColumn? unknown = file.Columns.FirstOrDefault(column => column.Node is null);
        if (unknown is not null)
        {
            StructField[] others = [.. file.Columns.Where(column => column.Node is not null)
                .Select(column => new StructField(column.Name, column.Node!.Type))];
            throw new NotSupportedException($"{file.Path}: column {unknown.Problem}, a type that frames do not have. Leave it out: "
                + $"Read.Schema(\"{new Schema(others)}\") reads the other columns.");
        }

        return new Schema(file.Columns.Select(column => new StructField(column.Name, column.Node!.Type)));
    }

    /// <summary>A column that a file does not have is null there; one of another type is refused before anything is computed.</summary>
    private static void Check(ParquetFile file, StructField field)
    {
        ParquetColumn? column = file.Columns.FirstOrDefault(column => column.Name == field.Name);
        if (column is { Node: null })
        {
            throw new NotSupportedException($"{file.Path}: column {column.Problem}, a type that frames do not have.");
        }

        if (column is not null && column.Node!.Type != field.Type)
        {
            throw new InvalidDataException($"{file.Path}: column '{field.Name}' is {column.Node.Type}, where {field.Type} is expected. "
                + "Read such files by themselves and cast the column.");
        }
    }
}
