using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotStream.Sinks;

/// <summary>What is certain of a file: a line of the manifest when it is complete, and of the journal beside it while it is open.</summary>
internal sealed record RollingEntry(string File, long FirstBatchMs, long LastBatchMs, long Records, long Bytes)
{
    /// <summary>The entry as a line.</summary>
    public byte[] ToLine() => [.. JsonSerializer.SerializeToUtf8Bytes(this, RollingEntryJson.Default.RollingEntry), (byte)'\n'];

    /// <summary>The whole lines of a file, in order; what a crash left of a line is no line.</summary>
    public static List<RollingEntry> ReadAll(string path)
    {
        var entries = new List<RollingEntry>();
        ReadOnlySpan<byte> rest = System.IO.File.Exists(path) ? System.IO.File.ReadAllBytes(path) : [];
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            try
            {
                entries.Add(JsonSerializer.Deserialize(rest[..end], RollingEntryJson.Default.RollingEntry)!);
            }
            catch (JsonException torn)
            {
                throw new InvalidDataException($"{path} is damaged in line {entries.Count + 1}: {torn.Message} Correct or remove the "
                    + "line; the files it speaks of are not touched.", torn);
            }

            rest = rest[(end + 1)..];
        }

        return entries;
    }
}

/// <summary>How entries are written: without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RollingEntry))]
internal sealed partial class RollingEntryJson : JsonSerializerContext;
