using System.Globalization;

namespace HotStream.Torture;

/// <summary>Who sends to receivers of the program, and the databases it writes to, in all of its lives.</summary>
internal sealed class Sources : IDisposable
{
    private readonly Dictionary<char, IOrderedLines> _ordered = [];
    private readonly List<IStoredRows> _databases = [];
    private readonly Dictionary<string, KeptSender> _kept = [];
    private readonly List<PostSender> _posts = [];
    private readonly List<string> _missing = [];

    public Sources(TortureOptions options)
    {
        Numbered = new(options.Seed);
        try
        {
            _posts.Add(new PostSender('o', options.Seed));
            _posts.Add(new PostSender('c', options.Seed + 1));
            Mqtt = Start("MQTT", options.WhyNotAsked("MQTT") ?? MqttSender.WhyNot, () => new MqttSender());
            Rows = Start(StoredSystem.Postgres, options.WhyNotAsked(StoredSystem.Postgres) ?? PostgresRows.WhyNot,
                () => Noted(new PostgresRows()));
            foreach (StoredSystem system in StoredSystem.All)
            {
                Start(system.Name, options.WhyNotAsked(system.Name) ?? system.WhyNot(options), () => Noted(system.Start()));
            }

            foreach (KeptSystem system in KeptSystem.All)
            {
                if (Start(system.Name, options.WhyNotAsked(system.Name) ?? system.WhyNot(options), system.Start) is { } sender)
                {
                    _kept.Add(system.Name, sender);
                }
            }
        }
        catch
        {
            Dispose(); // nothing that was started goes on
            throw;
        }

        foreach (IOrderedLines sender in ((IOrderedLines?[])[Socket, Folded, Rows, .. _kept.Values]).OfType<IOrderedLines>())
        {
            _ordered.Add(sender.Letter, sender);
        }
    }

    public NumberedSender Numbered { get; }

    public SocketSender Socket { get; } = new('s');

    /// <summary>Its lines are counted as they arrive.</summary>
    public SocketSender Folded { get; } = new('f');

    /// <summary>Null where no broker is installed.</summary>
    public MqttSender? Mqtt { get; }

    /// <summary>Null where no PostgreSQL is installed.</summary>
    public PostgresRows? Rows { get; }

    public IReadOnlyList<IStoredRows> Databases => _databases;

    /// <summary>Systems that keep what was sent to them, by name.</summary>
    public IReadOnlyDictionary<string, KeptSender> Kept => _kept;

    /// <summary>What does not take part, and why.</summary>
    public IReadOnlyList<string> Missing => _missing;

    /// <summary>Who posts to a listener that answers when lines are on disk, and to one that does when their batch is done.</summary>
    public IReadOnlyList<IAnsweredLines> Posts => _posts;

    /// <summary>Who wants answers, and sends again what has none.</summary>
    public IReadOnlyCollection<IAnsweredLines> Answered => [Numbered, .. _posts];

    /// <summary>Who sends each line once.</summary>
    public IReadOnlyCollection<IOrderedLines> Ordered => _ordered.Values;

    /// <summary>Where the program finds all of them.</summary>
    public IEnumerable<(string Name, string Address)> Addresses =>
    [
        (Torture.Addresses.Numbered, Text(Numbered.Port)), (Torture.Addresses.Socket, Text(Socket.Port)),
        (Torture.Addresses.Folded, Text(Folded.Port)), (Torture.Addresses.Posted, Text(_posts[0].Port)),
        (Torture.Addresses.Settled, Text(_posts[1].Port)),
        .. Mqtt is null ? [] : ((string, string)[])[(Torture.Addresses.Broker, Mqtt.Address)],
        .. _databases.Select(database => (database.Name, database.Address)),
        .. _kept.Select(system => (system.Key, system.Value.Address)),
    ];

    /// <summary>Groups that others may join for a while.</summary>
    public IReadOnlyList<IVisitedGroup> Groups => [.. _kept.Values.OfType<IVisitedGroup>()];

    /// <summary>Shards that are split and merged; null where none take part.</summary>
    public KinesisGroupSender? Shards => _kept.GetValueOrDefault(KeptSystem.KinesisGroup) as KinesisGroupSender;

    /// <summary>Whether librdkafka takes part, which waits by the wall clock.</summary>
    public bool HaveKafka => _kept.ContainsKey(KeptSystem.Kafka) || _databases.Exists(database => database is KafkaRows);

    /// <summary>Who sends lines with a letter in order; null for nobody.</summary>
    public IOrderedLines? SenderOf(char letter) => _ordered.GetValueOrDefault(letter);

    public void Dispose()
    {
        Numbered.Dispose();
        Socket.Dispose();
        Folded.Dispose();
        _posts.ForEach(sender => sender.Dispose());
        Mqtt?.Dispose();
        _databases.ForEach(database => database.Dispose());
        foreach (KeptSender sender in _kept.Values)
        {
            sender.Dispose();
        }
    }

    private T? Start<T>(string name, string? whyNot, Func<T> start)
        where T : class
    {
        if (whyNot is null)
        {
            return start();
        }

        _missing.Add($"{name}: {whyNot}");
        return null;
    }

    private T Noted<T>(T database)
        where T : IStoredRows
    {
        _databases.Add(database);
        return database;
    }

    private static string Text(int port) => port.ToString(CultureInfo.InvariantCulture);
}
