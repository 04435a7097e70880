using HotStream.Tests.Connectors.AzureBlobs;

namespace HotStream.Torture;

/// <summary>
/// A container of azurite. The time of a blob is that of azurite's clock, which nobody can set from outside: so its process has a clock
/// that is behind. It answers before it has saved, and saves every five seconds: what it would lose when it is killed is not the program's
/// loss, so it is told to save just before. Or it is not killed and stands still.
/// </summary>
internal sealed class AzureBlobSender : StoredFilesSender
{
    private readonly AzuriteServer _server;
    private readonly string _container;
    private bool _stands;

    public AzureBlobSender(AzuriteServer server)
        : base('a', server)
    {
        _server = server;
        _container = server.Container();
    }

    public override string Address => StoreAddress.Of(_server.Url, _container);

    public static AzuriteServer Start() => new(behind: MovedClock.Range);

    public static DStream<Utf8Slice> Read(StreamingContext context, string address)
    {
        AzureBlobReadOptions options = AzuriteServer.ReadingOf(StoreAddress.UrlIn(address));
        options.Remember = Remember;
        return context.AzureBlobTextStream($"azure://{StoreAddress.PlaceIn(address)}/", options);
    }

    protected override void Put(string name, string text) => _server.Put(_container, name, text);

    protected override string End(Random random)
    {
        _stands = random.Next(3) == 0;
        if (_stands)
        {
            Signals.Send(_server.ProcessId, Signals.Stop);
            return "paused";
        }

        _server.KillWhenSaved();
        return "killed";
    }

    protected override void Begin()
    {
        if (_stands)
        {
            Signals.Send(_server.ProcessId, Signals.Continue);
        }
        else
        {
            base.Begin();
        }
    }
}
