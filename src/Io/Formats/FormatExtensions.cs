using System.Text.Json.Serialization.Metadata;
using HotStream.Io;

namespace HotStream;

/// <summary>
/// Records out of text: JSON, values between separators, lines. A byte order mark in front is no text. What cannot be read becomes a dead
/// letter with its source (a message's topic), its place in the batch and the reason, and the stream goes on.
/// </summary>
public static class FormatExtensions
{
    /// <summary>
    /// Reads named fields of JSON objects, one object a record, in place: strings are not made, nothing that was not named is decoded, no
    /// heap memory is used. Only fields of the object itself can be named; an object or array in one of them can be had as text.
    /// </summary>
    /// <typeparam name="TOut">What is made of a record.</typeparam>
    /// <param name="stream">Texts, each a JSON object in UTF-8.</param>
    /// <param name="fields">The fields, for example <c>["machine", "celsius"]</c>; <see cref="FieldRow"/> knows them by name and
    /// number.</param>
    /// <param name="select">Makes a record of the fields, for example <c>row =&gt; (row["machine"], row.GetDouble("celsius"))</c>.</param>
    /// <exception cref="ArgumentException">No field was named, or one twice.</exception>
    public static DStream<TOut> ParseJson<TOut>(this DStream<Utf8Slice> stream, IReadOnlyList<string> fields, Func<FieldRow, TOut> select)
    {
        ArgumentNullException.ThrowIfNull(select);
        return Parse<Utf8Slice, TextPayload, TOut>(stream, "ParseJson", fields, names => new JsonParser(names), (_, row) => select(row));
    }

    /// <summary>
    /// <see cref="ParseJson{TOut}(DStream{Utf8Slice}, IReadOnlyList{string}, Func{FieldRow, TOut})"/> of the payloads of records that carry
    /// one, for example MQTT messages.
    /// </summary>
    /// <typeparam name="TRecord">The records' type.</typeparam>
    /// <typeparam name="TOut">What is made of a record.</typeparam>
    /// <param name="stream">Records whose payload is a JSON object in UTF-8.</param>
    /// <param name="fields">The fields; <see cref="FieldRow"/> knows them by name and number.</param>
    /// <param name="select">Makes something of the record and its fields.</param>
    /// <exception cref="ArgumentException">No field was named, or one twice.</exception>
    public static DStream<TOut> ParseJson<TRecord, TOut>(this DStream<TRecord> stream, IReadOnlyList<string> fields,
        Func<TRecord, FieldRow, TOut> select)
        where TRecord : IPayloadRecord<TRecord> =>
        Parse<TRecord, RecordPayload<TRecord>, TOut>(stream, "ParseJson", fields, names => new JsonParser(names), select);

    /// <summary>
    /// Makes an object of every text by source-generated code of <c>System.Text.Json</c>: convenient, a heap object a record.
    /// </summary>
    /// <typeparam name="TOut">The objects' type.</typeparam>
    /// <param name="stream">Texts of JSON.</param>
    /// <param name="type">A property of your <c>JsonSerializerContext</c>.</param>
    public static DStream<TOut> ParseJson<TOut>(this DStream<Utf8Slice> stream, JsonTypeInfo<TOut> type) =>
        Deserialize<Utf8Slice, TextPayload, TOut>(stream, type);

    /// <summary>
    /// <see cref="ParseJson{TOut}(DStream{Utf8Slice}, JsonTypeInfo{TOut})"/> of the payloads of records that carry
    /// one, for example MQTT messages.
    /// </summary>
    /// <typeparam name="TRecord">The records' type.</typeparam>
    /// <typeparam name="TOut">The objects' type.</typeparam>
    /// <param name="stream">Records whose payload is JSON.</param>
    /// <param name="type">A property of your <c>JsonSerializerContext</c>.</param>
    public static DStream<TOut> ParseJson<TRecord, TOut>(this DStream<TRecord> stream, JsonTypeInfo<TOut> type)
        where TRecord : IPayloadRecord<TRecord> =>
        Deserialize<TRecord, RecordPayload<TRecord>, TOut>(stream, type);

    /// <summary>Reads records of separated values (RFC 4180), one record a text, in place.</summary>
    /// <typeparam name="TOut">What is made of a record.</typeparam>
    /// <param name="stream">Texts, each a record without or with its line end.</param>
    /// <param name="columns">What to call the fields, all of them, in their order; a record with more or fewer is refused. With a
    /// <paramref name="header"/>: the columns that are wanted, by their names there, in any order.</param>
    /// <param name="select">Makes a record of the fields.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <param name="header">Whether the first line of each file names its columns; only directly behind <c>TextFileStream</c>.</param>
    /// <exception cref="ArgumentException">No column was named, or one twice; or header rows were asked of something else
    /// than <c>TextFileStream</c>.</exception>
    public static DStream<TOut> ParseCsv<TOut>(this DStream<Utf8Slice> stream, IReadOnlyList<string> columns,
        Func<FieldRow, TOut> select, char separator = ',', bool header = false)
    {
        ArgumentNullException.ThrowIfNull(select);
        if (header && stream is not TextFileInput)
        {
            throw new ArgumentException("Header rows are first lines of files: call ParseCsv on TextFileStream itself, before any other "
                + "step.", nameof(header));
        }

        return ParseCsv<Utf8Slice, TextPayload, TOut>(stream, columns, (_, row) => select(row), separator, header);
    }

    /// <summary>
    /// <see cref="ParseCsv{TOut}(DStream{Utf8Slice}, IReadOnlyList{string}, Func{FieldRow, TOut}, char, bool)"/> of the payloads of
    /// records that carry one, for example MQTT messages.
    /// </summary>
    /// <typeparam name="TRecord">The records' type.</typeparam>
    /// <typeparam name="TOut">What is made of a record.</typeparam>
    /// <param name="stream">Records whose payload is a record.</param>
    /// <param name="columns">What to call the fields, all of them, in their order.</param>
    /// <param name="select">Makes something of the record and its fields.</param>
    /// <param name="separator">What stands between fields.</param>
    /// <exception cref="ArgumentException">No column was named, or one twice.</exception>
    public static DStream<TOut> ParseCsv<TRecord, TOut>(this DStream<TRecord> stream, IReadOnlyList<string> columns,
        Func<TRecord, FieldRow, TOut> select, char separator = ',')
        where TRecord : IPayloadRecord<TRecord> =>
        ParseCsv<TRecord, RecordPayload<TRecord>, TOut>(stream, columns, select, separator);

    /// <summary>The lines of texts that may have several; line ends are LF or CR LF.</summary>
    /// <param name="stream">Texts.</param>
    public static DStream<Utf8Slice> Lines(this DStream<Utf8Slice> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.MapBlocks("Lines", static () => new LinesFunction<Utf8Slice, TextPayload>());
    }

    /// <summary>The lines of the payloads of records that carry one, for example MQTT messages.</summary>
    /// <typeparam name="TRecord">The records' type.</typeparam>
    /// <param name="stream">Records.</param>
    public static DStream<Utf8Slice> Lines<TRecord>(this DStream<TRecord> stream)
        where TRecord : IPayloadRecord<TRecord>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.MapBlocks("Lines", static () => new LinesFunction<TRecord, RecordPayload<TRecord>>());
    }

    /// <summary>
    /// Passes on the texts that are whole JSON objects in UTF-8; for documents that are stored as they came, but for line breaks between
    /// their tokens, which become blanks: a document is always one line.
    /// </summary>
    /// <param name="stream">Texts.</param>
    public static DStream<Utf8Slice> CheckJson(this DStream<Utf8Slice> stream) => Check<Utf8Slice, TextPayload>(stream);

    /// <summary><see cref="CheckJson(DStream{Utf8Slice})"/> of the payloads of records that carry one, for example MQTT messages.</summary>
    /// <typeparam name="TRecord">The records' type.</typeparam>
    /// <param name="stream">Records.</param>
    public static DStream<TRecord> CheckJson<TRecord>(this DStream<TRecord> stream)
        where TRecord : IPayloadRecord<TRecord> =>
        Check<TRecord, RecordPayload<TRecord>>(stream);

    /// <summary>
    /// JSON of what is almost JSON: strings between single quotes, as Python prints a dictionary. Apostrophes inside strings survive,
    /// escaped or not; <c>None</c>, <c>True</c>, <c>False</c>, tuples, <c>u'...'</c> and <c>Decimal('...')</c> become what JSON has for
    /// them. What it has nothing for (nan, inf, bytes, sets, dates and other objects) makes the text a dead letter that says what to do in
    /// the sender. The results are whole JSON objects, a line each.
    /// </summary>
    /// <param name="stream">Texts.</param>
    public static DStream<Utf8Slice> SingleQuotedJson(this DStream<Utf8Slice> stream) => Requote<Utf8Slice, TextPayload>(stream);

    /// <summary>
    /// <see cref="SingleQuotedJson(DStream{Utf8Slice})"/> of the payloads of records that carry one, for example MQTT messages.
    /// </summary>
    /// <typeparam name="TRecord">The records' type.</typeparam>
    /// <param name="stream">Records.</param>
    public static DStream<TRecord> SingleQuotedJson<TRecord>(this DStream<TRecord> stream)
        where TRecord : IPayloadRecord<TRecord> =>
        Requote<TRecord, RecordPayload<TRecord>>(stream);

    private static DStream<TOut> Parse<TIn, TPayload, TOut>(
        DStream<TIn> stream, string name, IReadOnlyList<string> fields, Func<IReadOnlyList<string>, RecordParser> makeParser,
        Func<TIn, FieldRow, TOut> select)
        where TPayload : struct, IPayload<TIn>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(select);
        string[] names = [.. fields];
        if (names.Length == 0 || names.Distinct().Count() < names.Length)
        {
            throw new ArgumentException("Name at least one field, and none twice.", nameof(fields));
        }

        return stream.MapBlocks(name, () => new ParseFunction<TIn, TPayload, TOut>(makeParser(names), select));
    }

    private static DStream<TOut> ParseCsv<TIn, TPayload, TOut>(DStream<TIn> stream, IReadOnlyList<string> columns,
        Func<TIn, FieldRow, TOut> select, char separator, bool header = false)
        where TPayload : struct, IPayload<TIn>
    {
        if (!char.IsAscii(separator) || separator is '"' or '\r' or '\n')
        {
            throw new ArgumentException($"The separator must be one ASCII character, and not a quote or a line end; it is {separator}.",
                nameof(separator));
        }

        return Parse<TIn, TPayload, TOut>(stream, "ParseCsv", columns, names => new CsvParser(names, (byte)separator, header), select);
    }

    private static DStream<TOut> Deserialize<TIn, TPayload, TOut>(DStream<TIn> stream, JsonTypeInfo<TOut> type)
        where TPayload : struct, IPayload<TIn>
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(type);
        return stream.MapBlocks("ParseJson", () => new DeserializeFunction<TIn, TPayload, TOut>(type));
    }

    private static DStream<T> Check<T, TPayload>(DStream<T> stream)
        where TPayload : struct, IPayload<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.MapBlocks("CheckJson", static () => new CheckFunction<T, TPayload>());
    }

    private static DStream<T> Requote<T, TPayload>(DStream<T> stream)
        where TPayload : struct, IPayload<T>
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.MapBlocks("SingleQuotedJson", static () => new SingleQuotesFunction<T, TPayload>());
    }
}
