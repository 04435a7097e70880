namespace HotStream.Avro;

/// <summary>Rows of Avro files. Which columns there are is read when the frame is made; large files are read in parts.</summary>
internal sealed class AvroSource : FrameSource
{
    private const long PartBytes = 16L << 20;

    private readonly string _path;
    private readonly bool _isBinaryText;
    private readonly AvroPart[] _parts;

    public AvroSource(string path, Schema? known, bool isBinaryText, long partBytes = PartBytes)
    {
        _path = path;
        _isBinaryText = isBinaryText;
        var parts = new List<AvroPart>();
        foreach (string name in FileGlob.Find(path))
        {
            using AvroFile file = AvroFile.Open(name, isBinaryText);
            Schema schema = known ??= SchemaOf(file);
            foreach (StructField field in schema)
            {
                Check(file, field);
            }

            parts.AddRange(AvroPart.Of(file, partBytes));
        }

        Schema = known!;
        _parts = [.. parts];
    }

    public override Schema Schema { get; }

    public override int Partitions => Math.Max(1, _parts.Length);

    public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
    {
        if (_parts.Length == 0)
        {
            return;
        }

        AvroPart part = _parts[partition];
        part.CheckUnchanged();
        using AvroFile file = AvroFile.Open(part.Path, _isBinaryText);
        using var rows = new AvroRows(file, [.. projection.Select(place => Schema[place])]);
        rows.Read(part, sink, cancellation);
    }

    public override string ToString() => $"avro {_path}";

    private static Schema SchemaOf(AvroFile file)
    {
        (string name, AvroValue? unknown) = file.Record.Fields.FirstOrDefault(field => field.Value.Type is null);
        StructField[] others = [.. file.Record.Fields.Where(field => field.Value.Type is not null)
            .Select(field => new StructField(field.Name, field.Value.Type!))];
        return unknown is null ? new Schema(others)
            : throw new NotSupportedException($"{file.Path}: column '{name}'{unknown.Problem}, a type that frames do not have. Leave it "
                + $"out: Read.Schema(\"{new Schema(others)}\") reads the other columns.");
    }

    /// <summary>A column that a file does not have is null there; one of another type is refused before anything is computed.</summary>
    private static void Check(AvroFile file, StructField field)
    {
        (string? name, AvroValue? value) = file.Record.Fields.FirstOrDefault(other => other.Name == field.Name);
        if (value is { Type: null })
        {
            throw new NotSupportedException($"{file.Path}: column '{name}'{value.Problem}, a type that frames do not have.");
        }

        if (value is not null && value.Type != field.Type)
        {
            throw new InvalidDataException($"{file.Path}: column '{name}' is {value.Type}, where {field.Type} is expected. Read such files "
                + "by themselves and cast the column.");
        }
    }
}
