namespace HotStream.Cli;

/// <summary>
/// Where results go: <c>console</c>, <c>file://DIR</c>, <c>elasticsearch://HOST:9200/INDEX</c>,
/// <c>postgres://USER@HOST/DATABASE?table=NAME</c>, <c>clickhouse://HOST:8123/TABLE</c>, <c>mqtt://HOST/TOPIC</c>.
/// </summary>
internal abstract record Destination
{
    /// <summary>What to call it in messages; null when it needs no message.</summary>
    public virtual string? Name => null;

    /// <summary>Whether its connections are, or may be, TLS.</summary>
    public virtual bool UsesTls => false;

    /// <exception cref="FormatException">The text is no destination; the message says how to write one, and shows no password.</exception>
    public static Destination Parse(string text)
    {
        if (text == "console")
        {
            return new ConsoleDestination();
        }

        if (text.StartsWith("file://", StringComparison.Ordinal) && text.Length > "file://".Length)
        {
            return new FileDestination(text["file://".Length..]);
        }

        string shown = PlainText.Address(text);
        return ServerAddress.TryParse(text) switch
        {
            { Scheme: "elasticsearch" or "elasticsearchs" } address => ElasticsearchDestination.Parse(address, shown),
            { Scheme: "postgres" or "postgresql" } address => PostgresDestination.Parse(address, shown),
            { Scheme: "clickhouse" or "clickhouses" } address => ClickHouseDestination.Parse(address, shown),
            { Scheme: "mqtt" or "mqtts" } address => MqttDestination.Parse(address, shown),
            _ => throw new FormatException(
                $"'{shown}' is no destination; write console, file://DIRECTORY, elasticsearch://HOST:9200/INDEX, "
                + "postgres://USER@HOST:5432/DATABASE?table=NAME, clickhouse://HOST:8123/TABLE or mqtt://HOST:1883/TOPIC."),
        };
    }

    /// <summary>Refuses options that do not go with it, before anything is started.</summary>
    /// <exception cref="UsageException">Some do not; the message says which.</exception>
    public virtual void Check(StoreOptions options)
    {
        if (options.DocumentType is not null)
        {
            throw new UsageException("--document-type belongs to elasticsearch://; leave it out.");
        }

        if (options.Id is not null)
        {
            throw new UsageException(
                "--id belongs to elasticsearch:// and postgres://, where a record with an id replaces an earlier one; leave it out.");
        }
    }

    /// <summary>Waits for what the destination needs, checks and prepares it before anything runs.</summary>
    /// <exception cref="IOException">It cannot be reached, or is not as it must be; the message says what to do.</exception>
    public virtual Task PrepareAsync(StoreOptions options, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Sends messages as they are. Payloads are whole JSON objects unless their format is text.</summary>
    public abstract void Save(DStream<MqttMessage> messages, StoreOptions options);

    /// <summary>Sends the results of windows.</summary>
    public abstract void Save(DStream<WindowResult> results, StoreOptions options);

    /// <summary>As messages and the help name it: a record would print its password.</summary>
    public sealed override string ToString() => Name ?? "console";

    /// <summary>Refuses an id for windows, whose results have one.</summary>
    protected static void CheckId(StoreOptions options)
    {
        if (options.Id is not null && (options.Window is not null || options.Format == PayloadFormat.Text))
        {
            throw new UsageException(options.Window is not null
                ? "--id is a field of messages, and results of windows have an id of their own: leave it out."
                : "--id is a field, and text has no fields: say --json or --single-quoted.");
        }
    }
}
