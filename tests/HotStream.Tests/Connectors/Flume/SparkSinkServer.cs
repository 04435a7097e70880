using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>A Spark sink of Flume, played by avsc, an Avro RPC written by others; its channels are files. A place is a port.</summary>
internal sealed class SparkSinkServer : IConnectorServer
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hotstream-flume-").FullName;
    private NodePeer? _peer;
    private int _asked;

    public SparkSinkServer() => Begin();

    public string Open() => Ask(new JsonArray("open"));

    public void Put(string place, IEnumerable<string> texts)
    {
        foreach (string[] part in texts.Chunk(1000))
        {
            Ask(new JsonArray("put", Port(place), new JsonArray([.. part.Select(static text => JsonValue.Create(text))])));
        }
    }

    public long Owed(string place) => long.Parse(Ask(new JsonArray("owed", Port(place))), CultureInfo.InvariantCulture);

    public void End(bool graceful)
    {
        _peer?.Dispose(); // SIGKILL; Flume's own end keeps no more than this
        _peer = null;
    }

    public void Begin()
    {
        _peer = NodePeer.Start("avsc", "flume-sink.mjs",
            new JsonObject { ["file"] = Path.Combine(_folder, "channels"), ["timeout"] = 1000 });
        _peer.Await("ready");
    }

    public void Dispose()
    {
        End(graceful: false);
        Directory.Delete(_folder, recursive: true);
    }

    private static int Port(string place) => int.Parse(place, CultureInfo.InvariantCulture);

    private string Ask(JsonArray what)
    {
        what.Insert(0, ++_asked);
        _peer!.Send(what.ToJsonString(new JsonSerializerOptions { WriteIndented = false }));
        return _peer.Await($"{_asked} ");
    }
}
