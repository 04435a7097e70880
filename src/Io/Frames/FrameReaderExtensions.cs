using HotStream.Io;

namespace HotStream;

/// <summary>
/// Files as frames. A path is a file, a directory, or a pattern with <c>*</c>, <c>?</c>, <c>[]</c>, <c>{}</c> and <c>**</c>; files that end
/// with <c>.gz</c> or <c>.zst</c> are unpacked. Large files are read in parts by all workers, packed ones by one.
/// </summary>
public static class FrameReaderExtensions
{
    /// <summary>
    /// Documents of JSON, one a line. Without a schema all of them are read once before, to find it out; where they are 8 MiB or more, when
    /// somebody needs to know. Options, as Spark's: <c>mode</c> (PERMISSIVE, DROPMALFORMED, FAILFAST), <c>columnNameOfCorruptRecord</c>,
    /// <c>multiLine</c> (each file is one document, or a list of them).
    /// </summary>
    /// <param name="reader">The reader with its settings.</param>
    /// <param name="path">The files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="ArgumentException">An option is unknown or has a wrong value.</exception>
    public static DataFrame Json(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        return JsonFrames.Read(reader, path, ignoresCase: false);
    }

    /// <summary>
    /// Lines of separated values (RFC 4180, but a quoted field ends with its line). Without a schema all columns are texts, <c>_c0</c>,
    /// <c>_c1</c>, or as the header names them. Options, as Spark's: <c>header</c>, <c>sep</c>, <c>quote</c>, <c>inferSchema</c>,
    /// <c>nullValue</c>, <c>mode</c>.
    /// </summary>
    /// <inheritdoc cref="Json(DataFrameReader, string)"/>
    public static DataFrame Csv(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        return CsvFrames.Read(reader, path);
    }

    /// <summary>Lines of text, in a column <c>value</c>.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="path">The files.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static DataFrame Text(this DataFrameReader reader, string path)
    {
        ArgumentNullException.ThrowIfNull(reader);
        ArgumentNullException.ThrowIfNull(path);
        new FormatOptions("text", reader.Options).Check();
        return reader.Session.Load(new TextSource(SourceFiles.Find(reader.Session, path)));
    }

    /// <summary>
    /// Lets SQL read files: <c>FROM 'in/*.json'</c>, <c>FROM csv.`in/*`</c>. CSV has a header then, and its types are found out.
    /// </summary>
    /// <param name="session">The session.</param>
    /// <returns>The session.</returns>
    public static Session WithFiles(this Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        session.AddFormat("json", static (session, path) => session.Read.Json(path));
        session.AddFormat("jsonl", static (session, path) => session.Read.Json(path));
        session.AddFormat("ndjson", static (session, path) => session.Read.Json(path));
        session.AddFormat("csv", static (session, path) => session.Read.Option("header", true).Option("inferSchema", true).Csv(path));
        session.AddFormat("text", static (session, path) => session.Read.Text(path));
        session.AddFormat("txt", static (session, path) => session.Read.Text(path));
        return session;
    }
}
