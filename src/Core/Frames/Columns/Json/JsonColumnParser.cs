using System.Text.Unicode;

namespace HotStream;

/// <summary>
/// Documents of JSON (RFC 8259) as rows of columns: one walk over the text, each value read in place into the column of its field and type,
/// no tree in between. What is not in the schema is checked and passed by, what is missing is null; of fields with equal names the last
/// one counts. A value that does not fit its column's type is null and makes the row an unclean one, as in Spark's permissive mode: a text
/// for a number (but "NaN", "Infinity" for a double), a fraction for a whole number, a list for a struct. Every value fits a text: what is
/// no string is taken as it stands. Dates and timestamps are strings as casts read them, timestamps also seconds. One owner; not
/// thread-safe.
/// </summary>
public sealed class JsonColumnParser : IDisposable
{
    private readonly JsonObjectReader _reader;
    private readonly JsonTexts _texts = new();
    private readonly JsonBlock _block = new();

    /// <summary>Creates a parser.</summary>
    /// <param name="schema">The fields that are wanted, with their types.</param>
    public JsonColumnParser(Schema schema)
        : this(schema, false)
    {
    }

    /// <summary>Creates a parser.</summary>
    /// <param name="schema">The fields that are wanted, with their types.</param>
    /// <param name="ignoresCase">Whether a field that no name equals letter by letter is looked for without regard to case.</param>
    public JsonColumnParser(Schema schema, bool ignoresCase)
    {
        ArgumentNullException.ThrowIfNull(schema);
        _reader = new JsonObjectReader(schema, 0, ignoresCase);
    }

    /// <summary>
    /// Creates a parser that holds documents against all that is known of them. A value is of its type only where that is what would be
    /// made of it if nothing were known: "NaN" is a text then.
    /// </summary>
    /// <param name="schema">The fields that are wanted, with their types.</param>
    /// <param name="held">
    /// Other fields, which are written nowhere; a value of another type makes the row an unclean one all the same.
    /// </param>
    public JsonColumnParser(Schema schema, Schema held)
    {
        ArgumentNullException.ThrowIfNull(schema);
        ArgumentNullException.ThrowIfNull(held);
        _reader = new JsonObjectReader([.. schema, .. held], 0, ignoresCase: false);
        _texts.IsStrict = true;
        _texts.Held = [.. held.Select(static field => new ColumnVector(field.Type, 1))];
    }

    /// <summary>Reads a document into a row.</summary>
    /// <param name="document">One object. Its texts are not copied: they are read as long as it is.</param>
    /// <param name="columns">The columns to write, of the types of the schema.</param>
    /// <param name="row">The row to write; the rows before it were written already.</param>
    /// <returns>Whether it was JSON and every value had the type of its column. When it was no JSON the row is all nulls.</returns>
    public bool TryParse(Utf8Slice document, ReadOnlySpan<ColumnVector> columns, int row)
    {
        ReadOnlySpan<byte> text = document.Bytes;
        _texts.Document = document;
        _texts.IsClean = true;
        _texts.HasUnknown = false;
        var cursor = new JsonCursor(text);
        if (_reader.Read(ref cursor, text, columns, row, _texts) && cursor.Peek() == 0 && cursor.At == text.Length && Utf8.IsValid(text))
        {
            return _texts.IsClean;
        }

        foreach (ColumnVector column in columns)
        {
            JsonValueReader.WriteNull(column, row);
        }

        return false;
    }

    /// <summary>
    /// Reads the first of documents that stand one a line, the usual ones: whose values are plain and whose fields come in the order of
    /// those before. They are read many at once and a column at a time, several times as fast as one by one.
    /// </summary>
    /// <param name="lines">
    /// Objects, each with the LF or CRLF behind it, in a slab or an arena: what lies behind 64 bytes long is readable. Their texts are not
    /// copied.
    /// </param>
    /// <param name="columns">The columns to write, of the types of the schema.</param>
    /// <param name="row">The row of the first document; the rows before it were written already.</param>
    /// <param name="most">How many rows there is room for.</param>
    /// <param name="bytes">Bytes of the lines that were read.</param>
    /// <returns>
    /// How many of the first documents were read, each a clean one; 0 when the next one is to be read by
    /// <see cref="TryParse"/>, or is better read so.
    /// </returns>
    public int TryParseLines(Utf8Slice lines, ReadOnlySpan<ColumnVector> columns, int row, int most, out int bytes) =>
        _block.Read(_reader, lines, columns, row, most, _texts, out bytes);

    /// <summary>Whether what was read last, one document or many, had fields, at any level, that no schema has.</summary>
    public bool HasUnknownFields => _texts.HasUnknown;

    /// <summary>Forgets the texts of the rows parsed so far: their batch was returned.</summary>
    public void Clear() => _texts.Clear();

    /// <inheritdoc/>
    public void Dispose()
    {
        _texts.Dispose();
        _block.Dispose();
    }
}
