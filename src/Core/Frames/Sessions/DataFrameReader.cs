namespace HotStream;

/// <summary>
/// Reads files into frames: settings first, then the format (<c>Json</c>, <c>Csv</c>, <c>Text</c>, by extension methods of the library that
/// reads it). The counterpart of Spark's <c>DataFrameReader</c>. Immutable: each setting gives a new one.
/// </summary>
public sealed class DataFrameReader
{
    private readonly Dictionary<string, string> _options;

    internal DataFrameReader(Session session)
        : this(session, null, new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase))
    {
    }

    private DataFrameReader(Session session, Schema? schema, Dictionary<string, string> options)
    {
        Session = session;
        KnownSchema = schema;
        _options = options;
    }

    /// <summary>The session of the frames.</summary>
    public Session Session { get; }

    /// <summary>The schema that was given; null when it is to be found out.</summary>
    public Schema? KnownSchema { get; }

    /// <summary>The options that were given, by name; case does not count.</summary>
    public IReadOnlyDictionary<string, string> Options => _options;

    /// <summary>What is in the files; without it they are read to find out.</summary>
    /// <param name="schema">The columns.</param>
    public DataFrameReader Schema(Schema schema) => new(Session, schema, _options);

    /// <inheritdoc cref="Schema(HotStream.Schema)"/>
    /// <param name="ddl">The columns as <see cref="HotStream.Schema.Parse"/> reads them: <c>line BIGINT, stop STRING</c>.</param>
    public DataFrameReader Schema(string ddl) => Schema(HotStream.Schema.Parse(ddl));

    /// <summary>An option, named as Spark's; which there are the format says, and it refuses others.</summary>
    /// <param name="name">The option's name.</param>
    /// <param name="value">Its value.</param>
    public DataFrameReader Option(string name, string value) =>
        new(Session, KnownSchema, new Dictionary<string, string>(_options, StringComparer.OrdinalIgnoreCase) { [name] = value });

    /// <inheritdoc cref="Option(string, string)"/>
    public DataFrameReader Option(string name, bool value) => Option(name, value ? "true" : "false");

    /// <inheritdoc cref="Option(string, string)"/>
    public DataFrameReader Option(string name, long value) =>
        Option(name, value.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
