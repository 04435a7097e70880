using System.Text.Json;

namespace HotStream.Torture;

/// <summary>
/// The rows of the rolling files, read by what docs/design/rolling-files.md says and by no code of the sink: files that are complete, and
/// of open ones as much as is certain.
/// </summary>
internal sealed class RolledRows(string root)
{
    private const string Manifest = "part.manifest.jsonl";

    private readonly string _directory = Shape.Rolled(root);

    /// <summary>The rows of the batches after one time, up to another.</summary>
    public IReadOnlyList<StoredRow> Between(long after, long to) =>
        [.. Files().Where(file => file.LastTime > after)
            .SelectMany(file => Read(file.Name, file.Bytes))
            .Select(StoredRow.Parse)
            .Where(row => row.Batch > after && row.Batch <= to)];

    private Dictionary<string, (string Name, long Bytes, long LastTime)>.ValueCollection Files()
    {
        string manifest = Path.Combine(_directory, Manifest);
        var files = new Dictionary<string, (string Name, long Bytes, long LastTime)>();
        foreach (string line in File.Exists(manifest) ? File.ReadAllLines(manifest) : [])
        {
            JsonElement entry;
            try
            {
                entry = JsonElement.Parse(line);
            }
            catch (JsonException)
            {
                break; // a write that was cut off
            }

            foreach (JsonElement file in entry.TryGetProperty("open", out JsonElement open) ? open.EnumerateArray()
                : entry.TryGetProperty("file", out _) ? [entry] : Enumerable.Empty<JsonElement>())
            {
                string name = file.GetProperty("file").GetString()!;
                files[name] = (name, file.GetProperty("bytes").GetInt64(), file.GetProperty("lastBatchMs").GetInt64());
            }
        }

        return files.Values;
    }

    private string[] Read(string name, long bytes)
    {
        string complete = Path.Combine(_directory, name);
        byte[] all = File.ReadAllBytes(File.Exists(complete) ? complete : Path.Combine(_directory, $".{name}.open"));
        using var reader = new StreamReader(new MemoryStream(all, 0, (int)Math.Min(bytes, all.Length)));
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
