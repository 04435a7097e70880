using HotStream.Avro;

namespace HotStream;

/// <summary>
/// Avro object container files as frames, and frames as such files. A path is a file, a directory or a pattern, as for other formats.
/// </summary>
public static class AvroFrameExtensions
{
    /// <summary>
    /// Rows of Avro files whose values are records, packed by deflate, snappy or zstandard, or not at all. Without a schema it is that of
    /// the first file; a column that another file does not have is null there. Times of all units become microseconds, those without a
    /// zone count as universal time, float is DOUBLE and enumerations are STRING. Option <c>binaryAsString</c>: whether bytes are texts.
    /// </summary>
    /// <param name="reader">The reader with its settings.</param>
    /// <param name="path">The files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="NotSupportedException">A column has a type that frames do not have, or the file is packed in a way that is not
    /// known; the message says which.</exception>
    /// <exception cref="InvalidDataException">A file is damaged, or a column has another type than in the schema.</exception>
    /// <exception cref="ArgumentException">An option is unknown or has a wrong value.</exception>
    public static DataFrame Avro(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        var options = new FormatOptions("avro", reader.Options);
        bool isBinaryText = options.Flag("binaryAsString");
        options.Check();
        return reader.Session.Load(new AvroSource(path, reader.KnownSchema, isBinaryText));
    }

    /// <summary>
    /// A directory of Avro files, one for each partition, which appears as a whole. Option: <c>compression</c> (deflate, snappy,
    /// zstandard or none; default deflate).
    /// </summary>
    /// <param name="writer">The writer with its settings.</param>
    /// <param name="path">The directory.</param>
    /// <param name="cancellationToken">Gives up when it is cancelled; nothing is there then.</param>
    /// <exception cref="IOException">
    /// The directory is there and the mode is <see cref="SaveMode.ErrorIfExists"/>, or it cannot be written.
    /// </exception>
    /// <exception cref="ArgumentException">An option is unknown, or a column has a type or a name for which Avro has none.</exception>
    public static void Avro(this DataFrameWriter writer, string path, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var options = new FormatOptions("avro", writer.Options);
        string word = options.Word("compression", "deflate", [.. AvroCodec.Names, "zstd", "none", AvroCodec.None, "uncompressed"]);
        string codec = word switch
        {
            "none" or "uncompressed" => AvroCodec.None,
            "zstd" => "zstandard",
            _ => word,
        };
        options.Check();
        Schema schema = writer.Frame.Schema;
        byte[] declared = AvroShape.Of(schema);
        FrameDirectory.Write(writer, writer.Frame, path, ".avro", file => new AvroFileSink(file, schema, declared, codec),
            cancellationToken);
    }

    /// <summary>Lets SQL read Avro files: <c>FROM 'in/*.avro'</c>, <c>FROM avro.`in`</c>.</summary>
    /// <param name="session">The session.</param>
    /// <returns>The session.</returns>
    public static Session WithAvro(this Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.AddFormat("avro", static (session, path) => session.Read.Avro(path));
        return session;
    }
}
