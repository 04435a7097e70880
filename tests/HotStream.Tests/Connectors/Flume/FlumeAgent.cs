using System.Globalization;
using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.Flume;

/// <summary>An agent's Avro source, played by avsc; its channel is a file.</summary>
internal sealed class FlumeAgent : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hotstream-flume-").FullName;
    private readonly string _status;
    private readonly bool _deflate;
    private NodePeer? _peer;

    public FlumeAgent(string status = "OK", bool deflate = false)
    {
        (_status, _deflate) = (status, deflate);
        Begin();
    }

    public int Port { get; private set; }

    public string Address => $"flume://127.0.0.1:{Port}";

    /// <summary>Headers and body of each event that was answered by OK.</summary>
    public List<(Dictionary<string, string> Headers, string Body)> Events =>
        !File.Exists(Channel) ? [] : [.. File.ReadAllLines(Channel).Select(static line => JsonNode.Parse(line)!).Select(static item =>
            (item[0]!.AsObject().ToDictionary(static pair => pair.Key, static pair => pair.Value!.GetValue<string>()),
            item[1]!.GetValue<string>()))];

    private string Channel => Path.Combine(_folder, "channel");

    public void Begin()
    {
        _peer = NodePeer.Start("avsc", "flume-agent.mjs",
            new JsonObject { ["file"] = Channel, ["port"] = Port, ["status"] = _status, ["deflate"] = _deflate });
        Port = int.Parse(_peer.Await("port "), CultureInfo.InvariantCulture);
    }

    public void Kill()
    {
        _peer?.Dispose();
        _peer = null;
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(_folder, recursive: true);
    }
}
