using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>A member of the group that has the stream's name.</summary>
internal sealed class KinesisGroupMember : IDisposable
{
    private volatile int _held;

    public KinesisGroupMember(KinesisGroupServers servers, string stream, Func<string, bool>? fails = null,
        Action<KinesisGroupOptions>? with = null, string? dynamoUrl = null)
    {
        KinesisGroupOptions options = servers.Reading(dynamoUrl);
        options.OnHeld = held => _held = held;
        with?.Invoke(options);
        Run = new ConnectorRun(context => context.KinesisGroupStream(stream, stream, options), fails,
            more => more.LoggerFactory = Log);
    }

    public ConnectorRun Run { get; }

    public LogCapture Log { get; } = new();

    /// <summary>Shards that it has.</summary>
    public int Held => _held;

    /// <summary>Whether a log says something.</summary>
    public bool Says(string text) => Log.Entries.Any(entry => entry.Message.Contains(text, StringComparison.Ordinal));

    public void Leave() => Run.Engine.Context.Stop(graceful: true);

    public void Dispose() => Run.Dispose();

    /// <summary>Lets all members run batches, until something is so.</summary>
    public static void Pump(KinesisGroupMember[] members, Func<bool> condition) => Engine.WaitFor(
        () =>
        {
            Array.ForEach(members, static member => member.Run.Engine.Tick());
            Thread.Sleep(5);
            return condition();
        },
        () => $"it is so. {string.Join("; ", members.Select(static member => $"{member.Held} shards, {member.Run.Texts.Count} texts, "
            + string.Join('|', member.Log.Entries.TakeLast(4))))}");
}
