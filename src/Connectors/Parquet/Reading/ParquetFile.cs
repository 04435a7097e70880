using Parquet;
using Parquet.Meta;
using Parquet.Schema;

namespace HotStream.Parquet;

/// <summary>An open file: its columns and row groups. One reader at a time.</summary>
internal sealed class ParquetFile : IDisposable
{
    private readonly FileStream _stream;

    private ParquetFile(string path, FileStream stream, ParquetReader reader, IReadOnlyList<ParquetColumn> columns)
    {
        Path = path;
        _stream = stream;
        Reader = reader;
        Columns = columns;
    }

    public string Path { get; }

    public ParquetReader Reader { get; }

    public IReadOnlyList<ParquetColumn> Columns { get; }

    /// <exception cref="InvalidDataException">It is no file of Parquet, or a damaged one.</exception>
    public static ParquetFile Open(string path, bool isBinaryText)
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 64 * 1024);
        try
        {
            ParquetReader reader = ParquetReader.CreateAsync(stream).GetAwaiter().GetResult();
            return new ParquetFile(path, stream, reader, ColumnsOf(reader, isBinaryText));
        }
        catch (Exception failure)
        {
            stream.Dispose();
            throw failure is FileNotFoundException or UnauthorizedAccessException ? failure : new InvalidDataException(
                $"{path} cannot be read as Parquet: {failure.Message} It is damaged, not complete, or a file of another kind.", failure);
        }
    }

    /// <summary>A failure with the place where it happened.</summary>
    public InvalidDataException Failure(int group, string column, Exception failure) => new(
        $"{Path} cannot be read: row group {group}, column '{column}': {failure.Message} The file is damaged, or encoded in a way that "
        + "is not known.", failure);

    public void Dispose() => _stream.Dispose();

    /// <summary>
    /// The columns. Annotations of leaves are noted and then taken away, so that the library gives values as they are stored: texts as
    /// bytes, dates and times as numbers (those of 96 bits as times).
    /// </summary>
    private static ParquetColumn[] ColumnsOf(ParquetReader reader, bool isBinaryText)
    {
        var types = new Dictionary<SchemaElement, LeafType>(ReferenceEqualityComparer.Instance);
        foreach (SchemaElement element in reader.Metadata!.Schema.Where(element => element.Type is not null))
        {
            types.Add(element, LeafType.Of(element, isBinaryText));
            (element.LogicalType, element.ConvertedType) = (null, null);
        }

        return [.. reader.Schema.Fields.Select(field => ColumnOf(field, types))];
    }

    private static ParquetColumn ColumnOf(Field field, Dictionary<SchemaElement, LeafType> types)
    {
        string? problem = null;
        ParquetNode? node = ParquetNode.Of(field, types, ref problem);
        return new ParquetColumn(field.Name, node, problem);
    }
}
