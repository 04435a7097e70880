namespace HotStream.Cli;

/// <summary>Where results go: <c>console</c>, <c>file://DIR</c>, <c>elasticsearch://HOST:9200/INDEX</c>, <c>postgres://USER@HOST/DATABASE?table=NAME</c>.</summary>
internal abstract record Destination
{
    /// <summary>What to call it in messages; null when it needs no message.</summary>
    public virtual string? Name => null;

    /// <exception cref="FormatException">The text is no destination; the message says how to write one.</exception>
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

        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0)
        {
            switch (uri.Scheme)
            {
                case "elasticsearch" or "elasticsearchs":
                    return ElasticsearchDestination.Parse(uri);
                case "postgres" or "postgresql":
                    return PostgresDestination.Parse(uri);
            }
        }

        throw new FormatException(
            $"'{text}' is no destination; write console, file://DIRECTORY, elasticsearch://HOST:9200/INDEX or postgres://USER@HOST:5432/DATABASE?table=NAME.");
    }

    /// <summary>Checks and prepares what the destination needs before anything runs.</summary>
    /// <exception cref="IOException">It cannot be reached, or is not as it must be; the message says what to do.</exception>
    public virtual Task PrepareAsync(MqttRunOptions options, CancellationToken stop) => Task.CompletedTask;

    /// <summary>Sends messages as they are. Payloads are whole JSON objects unless their format is text.</summary>
    public abstract void Save(DStream<MqttMessage> messages, MqttRunOptions options);

    /// <summary>Sends the results of windows.</summary>
    public abstract void Save(DStream<WindowResult> results, WindowQuestion question);

    /// <summary>Name and password in an address, with what was escaped in it.</summary>
    protected static (string? User, string? Password) Login(Uri uri)
    {
        if (uri.UserInfo.Length == 0)
        {
            return (null, null);
        }

        string[] parts = uri.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : null);
    }
}
