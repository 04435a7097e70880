using System.Text.Json.Nodes;

namespace HotStream.Tests.Connectors.Avro;

/// <summary>A directory of Avro files, a session that reads them, and avsc, which reads and writes them too.</summary>
public sealed class AvroFiles : IDisposable
{
    public string Folder { get; } = Directory.CreateTempSubdirectory("hotstream-avro-").FullName;

    public Session Session { get; } = new Session("avro", new SessionOptions { Workers = 2 }).WithFiles().WithAvro();

    public static string[] Rows(DataFrame frame) => [.. frame.Collect().Select(row => row.ToString())];

    public string PathOf(string name) => Path.Combine(Folder, name);

    /// <summary>Lets avsc write a file of rows as Avro's JSON has them.</summary>
    public string Make(string schema, string rows, string codec = "null", int blockBytes = 65536, string name = "made.avro")
    {
        using NodePeer peer = NodePeer.Start("avsc", "avro.mjs", new JsonObject
        {
            ["path"] = PathOf(name),
            ["schema"] = JsonNode.Parse(schema),
            ["rows"] = JsonNode.Parse(rows),
            ["codec"] = codec,
            ["blockSize"] = blockBytes,
        });
        peer.AssertEndsWell();
        return PathOf(name);
    }

    /// <summary>The rows avsc finds in a file, as Avro's JSON has them.</summary>
    public static string[] Ask(string path)
    {
        using NodePeer peer = NodePeer.Start("avsc", "avro.mjs", new JsonObject { ["path"] = path });
        peer.AssertEndsWell();
        return [.. peer.Lines.SkipLast(1)];
    }

    public void Dispose()
    {
        Session.Dispose();
        Directory.Delete(Folder, recursive: true);
    }
}
