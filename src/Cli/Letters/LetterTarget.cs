namespace HotStream.Cli;

/// <summary>Where dead letters go, as whole records with their reasons: a file, a topic or a table.</summary>
internal abstract record LetterTarget
{
    /// <summary>Name of the sink, once it is open: letters of its own are not written to it.</summary>
    public string? SinkName { get; private set; }

    /// <exception cref="FormatException">The text is no place for letters; the message says how to write one.</exception>
    public static LetterTarget Parse(string text)
    {
        if (!text.Contains("://", StringComparison.Ordinal))
        {
            string? directory = Path.GetDirectoryName(Path.GetFullPath(ParsedOption.Filled(text)));
            return Directory.Exists(directory) ? new FileLetters(text)
                : throw new FormatException($"The directory of '{text}' does not exist; make it first.");
        }

        return Destination.Parse(text) switch
        {
            MqttDestination { Topic: not null } topic => new TopicLetters(topic),
            PostgresDestination { Key: null } table => new TableLetters(table),
            _ => throw new FormatException(
                $"'{PlainText.Address(text)}' is no place for dead letters; write a file, mqtt://HOST:1883/TOPIC, or "
                + "postgres://USER@HOST:5432/DATABASE?table=NAME (without key)."),
        };
    }

    /// <summary>Waits for what it needs, and prepares it.</summary>
    /// <exception cref="IOException">It cannot be reached.</exception>
    public abstract Task PrepareAsync(StoreOptions options, CancellationToken stop);

    /// <summary>The sink for the letters.</summary>
    public Sink<DeadLetter> Open(StoreOptions options)
    {
        Sink<DeadLetter> sink = OpenSink(options);
        SinkName = sink.Name;
        return sink;
    }

    protected abstract Sink<DeadLetter> OpenSink(StoreOptions options);

    private sealed record FileLetters(string File) : LetterTarget
    {
        public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Task.CompletedTask;

        protected override Sink<DeadLetter> OpenSink(StoreOptions options) => new DeadLetterFileSink(File);
    }

    private sealed record TopicLetters(MqttDestination Topic) : LetterTarget
    {
        public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Topic.PrepareAsync(options, stop);

        protected override Sink<DeadLetter> OpenSink(StoreOptions options) => Topic.Letters(options);
    }

    private sealed record TableLetters(PostgresDestination Table) : LetterTarget
    {
        public override Task PrepareAsync(StoreOptions options, CancellationToken stop) => Table.PrepareLettersAsync(options, stop);

        protected override Sink<DeadLetter> OpenSink(StoreOptions options) => Table.Letters(options);
    }
}
