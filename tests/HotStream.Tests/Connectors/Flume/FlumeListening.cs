using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>A listener for agents, and a client by avsc, an Avro RPC written by others.</summary>
internal sealed class FlumeListening : IDisposable
{
    private readonly FlumeListenerOptions _options = new();
    private IPEndPoint? _place;

    public FlumeListening(Action<FlumeListenerOptions>? with = null, Func<string, bool>? fails = null,
        Action<StreamingOptions>? context = null, int partitions = 1)
    {
        with?.Invoke(_options);
        _options.OnListening = place => _place = place;
        Run = new ConnectorRun(made => made.FlumeListener(0, _options), fails, context, partitions);
        Engine.WaitFor(() => _place is not null, "it listens");
    }

    public ConnectorRun Run { get; }

    public IPEndPoint Place => _place!;

    public NodePeer Connect() => Connect(Place.Port, _options.Deflate, _options.Tls is not null);

    public static NodePeer Connect(int port, bool deflate = false, bool tls = false) =>
        NodePeer.Start("avsc", "flume.mjs", new JsonObject { ["port"] = port, ["deflate"] = deflate, ["tls"] = tls });

    public static void Send(NodePeer peer, params string[] bodies) => peer.Send(JsonSerializer.Serialize(bodies));

    public void Dispose() => Run.Dispose();
}
