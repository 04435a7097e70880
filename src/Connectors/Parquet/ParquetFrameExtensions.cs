using HotStream.Parquet;
using Parquet;

namespace HotStream;

/// <summary>
/// Files of Apache Parquet as frames, and frames as such files. A path is a file, a directory or a pattern, as for other formats.
/// </summary>
public static class ParquetFrameExtensions
{
    private const int DefaultRowGroupRows = 128 * 1024;

    /// <summary>
    /// Rows of files of Parquet. Only columns that a query reads are decoded, and row groups in which no row can meet its conditions, as
    /// their statistics say, are skipped. Without a schema it is that of the first file; a column that another file does not have is null
    /// there. Times of all units become microseconds, floating point numbers of 32 bits DOUBLE, whole numbers of 8 and 16 bits INT.
    /// Option <c>binaryAsString</c>: whether bytes without a type are texts.
    /// </summary>
    /// <param name="reader">The reader with its settings.</param>
    /// <param name="path">The files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NotSupportedException">A column has a type that frames do not have; the message says which.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or a column has another type than in the schema.</exception>
    /// <exception cref="ArgumentException">An option is unknown or has a wrong value.</exception>
    public static DataFrame Parquet(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        var options = new FormatOptions("parquet", reader.Options);
        bool isBinaryText = options.Flag("binaryAsString");
        options.Check();
        return reader.Session.Load(new ParquetSource(path, reader.KnownSchema, isBinaryText));
    }

    /// <summary>
    /// A directory of files of Parquet, one for each partition, which appears as a whole. Options: <c>compression</c> (snappy, zstd, gzip
    /// or none), <c>rowGroupRows</c> (rows of a row group, 131,072; long texts make it shorter).
    /// </summary>
    /// <param name="writer">The writer with its settings.</param>
    /// <param name="path">The directory.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled; nothing is there then.</param>
    /// <exception cref="IOException">
    /// The directory is there and the mode is <see cref="SaveMode.ErrorIfExists"/>, or it cannot be written.
    /// </exception>
    /// <exception cref="ArgumentException">An option is unknown, or a column has a type for which Parquet has none.</exception>
    public static void Parquet(this DataFrameWriter writer, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var options = new FormatOptions("parquet", writer.Options);
        string codec = options.Word("compression", "snappy", "snappy", "zstd", "gzip", "none", "uncompressed");
        int rows = options.Number("rowGroupRows", DefaultRowGroupRows, 1, 16 * 1024 * 1024);
        options.Check();
        Schema schema = writer.Frame.Schema;
        ParquetShape.Check(schema);
        CompressionMethod compression = codec switch
        {
            "snappy" => CompressionMethod.Snappy,
            "zstd" => CompressionMethod.Zstd,
            "gzip" => CompressionMethod.Gzip,
            _ => CompressionMethod.None,
        };
        string ending = compression == CompressionMethod.None ? ".parquet" : $".{codec}.parquet";
        FrameDirectory.Write(writer, writer.Frame, path, ending, file => new ParquetFileSink(file, schema, compression, rows),
            cancellationToken);
    }

    /// <summary>Lets SQL read files of Parquet: <c>FROM 'in/*.parquet'</c>, <c>FROM parquet.`in`</c>.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The session.</returns>
    public static Session WithParquet(this Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.AddFormat("parquet", static (session, path) => session.Read.Parquet(path));
        return session;
    }
}
