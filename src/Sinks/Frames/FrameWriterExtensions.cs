using System.Text;
using HotStream.Sinks;

namespace HotStream;

/// <summary>
/// Frames as files: a directory with a file for each partition, as Spark writes it. The files are complete before any of them has its name,
/// and <c>_SUCCESS</c> is there when all have; whoever reads the directory never sees half of it.
/// </summary>
public static class FrameWriterExtensions
{
    /// <summary>Objects of JSON, one a line; fields that are null are left out. Option <c>compression</c>: none, gzip or zstd.</summary>
    /// <param name="writer">The writer with its settings.</param>
    /// <param name="path">The directory.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled; nothing is there then.</param>
    /// <exception cref="IOException">
    /// The directory is there and the mode is <see cref="SaveMode.ErrorIfExists"/>, or it cannot be written.
    /// </exception>
    /// <exception cref="ArgumentException">An option is unknown.</exception>
    public static void Json(this DataFrameWriter writer, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        DataFrame frame = writer.Frame;
        Column row = Functions.ToJson(Functions.Struct([.. frame.Columns.Select(Functions.ColumnNamed)]));
        Write(writer, "json", frame.Select(row.As("value")), path, null, cancellationToken);
    }

    /// <summary>
    /// Lines of separated values, texts in quotes where they must be; a null is nothing, the empty text is two quotes. Options:
    /// <c>header</c>, <c>sep</c>, <c>compression</c> (none, gzip or zstd).
    /// </summary>
    /// <exception cref="ArgumentException">An option is unknown, or a column is a list, a struct or a map.</exception>
    /// <inheritdoc cref="Json(DataFrameWriter, string, CancellationToken)"/>
    public static void Csv(this DataFrameWriter writer, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        DataFrame frame = writer.Frame;
        if (frame.Schema.FirstOrDefault(field => field.Type.Kind is TypeKind.Array or TypeKind.Struct or TypeKind.Map) is { } nested)
        {
            throw new ArgumentException($"CSV has no place for column '{nested.Name}', which is {nested.Type}; use "
                + $"ToJson({nested.Name}), or write JSON.", nameof(writer));
        }

        DataFrame texts = frame.Select([.. frame.Columns.Select(name => Functions.ColumnNamed(name).Cast(DataType.String).As(name))]);
        Write(writer, "csv", texts, path, frame.Columns, cancellationToken);
    }

    /// <summary>The texts of the only column, one a line. Option <c>compression</c>: none, gzip or zstd.</summary>
    /// <exception cref="ArgumentException">An option is unknown, or there are more columns, or it holds no texts.</exception>
    /// <inheritdoc cref="Json(DataFrameWriter, string, CancellationToken)"/>
    public static void Text(this DataFrameWriter writer, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (writer.Frame.Schema is not [{ Type.Kind: TypeKind.String }])
        {
            throw new ArgumentException($"Text files have one column of texts; there are {writer.Frame}.", nameof(writer));
        }

        Write(writer, "txt", writer.Frame, path, null, cancellationToken);
    }

    /// <param name="writer">Mode and options.</param>
    /// <param name="format">The ending of the files.</param>
    /// <param name="texts">The rows as texts.</param>
    /// <param name="path">The directory.</param>
    /// <param name="columns">The names of the columns, for CSV.</param>
    /// <param name="cancellation">Gives up.</param>
    private static void Write(DataFrameWriter writer, string format, DataFrame texts, string path, IReadOnlyList<string>? columns,
        CancellationToken cancellation)
    {
        var options = new FormatOptions(format, writer.Options);
        string ending = options.Word("compression", "none", "none", "uncompressed", "gzip", "zstd") switch
        {
            "gzip" => ".gz",
            "zstd" => ".zst",
            _ => "",
        };
        bool hasHeader = columns is not null && options.Flag("header");
        string separator = (columns is null ? null : options.Text("sep")) ?? ",";
        options.Check();
        var encoder = new TextRows(columns, hasHeader, separator);
        FrameDirectory.Write(writer, texts, path, $".{format}{ending}", file => new FrameFile(file, encoder, ending), cancellation);
    }
}
