namespace HotStream.Cli;

/// <summary>Where results go; <see cref="DestinationSchemes"/> says how to write one.</summary>
internal abstract record Destination
{
    /// <summary>What to call it in messages; null when it needs no message.</summary>
    public virtual string? Name => null;

    /// <summary>Whether its connections are, or may be, TLS.</summary>
    public virtual bool UsesTls => false;

    /// <summary>Whether each message goes to its own topic, which it must have.</summary>
    public virtual bool UsesTopics => false;

    /// <summary>How to write one that names the topic.</summary>
    public virtual string TopicExample => "mqtt://HOST:1883/TOPIC";

    /// <exception cref="FormatException">The text is no destination; the message says how to write one, and shows no password.</exception>
    public static Destination Parse(string text) => DestinationSchemes.Table.Open(text);

    /// <summary>Refuses options that do not go with it, before anything is started.</summary>
    /// <exception cref="UsageException">Some do not; the message says which.</exception>
    public virtual void Check(StoreOptions options)
    {
        CheckDocumentType(options);
        if (options.Id is not null)
        {
            throw new UsageException("--id belongs to elasticsearch://, postgres:// and mongodb://, where a record with an id replaces an "
                + "earlier one, and to kafka:// and kinesis://, where it is the key; leave it out.");
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

    /// <summary>Refuses a type of documents.</summary>
    protected static void CheckDocumentType(StoreOptions options)
    {
        if (options.DocumentType is not null)
        {
            throw new UsageException("--document-type belongs to elasticsearch://; leave it out.");
        }
    }

    /// <summary>Refuses text.</summary>
    protected void CheckIsJson(StoreOptions options)
    {
        if (options.Format == PayloadFormat.Text)
        {
            throw new UsageException($"{Name} is given JSON; say --json or --single-quoted.");
        }
    }

    /// <summary>Refuses several authorities where one can be trusted.</summary>
    protected void CheckOneAuthority(StoreOptions options)
    {
        if (UsesTls && options.Authorities?.Certificates.Count > 1)
        {
            throw new UsageException(
                $"For {Name}, --ca names a file with one certificate: that of the authority which signed the server's.");
        }
    }

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
