using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace HotStream;

/// <summary>
/// The manifest of a directory of files: which of them are complete, by batch. A line of JSON each, guarded by a sum (CRC-32C of the line
/// up to <c>,"sum"</c>), appended and synced: what it does not name is of no batch, or of one that is not done. Thread-safe.
/// </summary>
public static class FileManifest
{
    /// <summary>End of a manifest's name; before it stands the prefix of the files it is about.</summary>
    public const string Suffix = ".manifest.jsonl";

    private const int SumLength = 8;

    private static ReadOnlySpan<byte> SumStart => ",\"sum\":\""u8;

    private static ReadOnlySpan<byte> SumEnd => "\"}"u8;

    /// <summary>Reads a manifest, also one that is written to at this moment.</summary>
    /// <param name="path">The manifest.</param>
    /// <param name="torn">Bytes at its end that are no line: a write that a crash cut off, or that is under way.</param>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="InvalidDataException">A line is damaged, and lines behind it are not.</exception>
    public static IReadOnlyList<ManifestEntry> Read(string path, out long torn)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[file.Length];
        int count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        IReadOnlyList<ManifestEntry> entries = Parse(bytes.AsSpan(0, count), path, out int length);
        torn = count - length;
        return entries;
    }

    /// <summary>The lines in some bytes.</summary>
    /// <param name="bytes">A manifest.</param>
    /// <param name="path">Its name, for messages.</param>
    /// <param name="length">Bytes of the whole lines.</param>
    /// <exception cref="InvalidDataException">A line is damaged, and lines behind it are not.</exception>
    public static IReadOnlyList<ManifestEntry> Parse(ReadOnlySpan<byte> bytes, string path, out int length)
    {
        var entries = new List<ManifestEntry>();
        length = 0;
        int damaged = 0; // number of the first line that is no entry
        int line = 0;
        for (int at = 0; bytes[at..].IndexOf((byte)'\n') is >= 0 and var end; at += end + 1)
        {
            line++;
            if (TryParse(bytes.Slice(at, end)) is not { } entry)
            {
                damaged = damaged == 0 ? line : damaged;
            }
            else if (damaged > 0)
            {
                throw new InvalidDataException(
                    $"{path} is damaged in line {damaged}, and lines behind it are not. Bring the manifest back from a copy; or remove "
                    + "the line, and with it what it says: a file that only this line names as complete is not read then.");
            }
            else
            {
                entries.Add(entry);
                length = at + end + 1;
            }
        }

        return entries;
    }

    /// <summary>An entry as a line, with its sum and newline.</summary>
    /// <param name="entry">The entry.</param>
    public static byte[] ToLine(ManifestEntry entry)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(entry, ManifestJson.Default.ManifestEntry);
        ReadOnlySpan<byte> guarded = json.AsSpan(..^1);
        byte[] sum = Encoding.ASCII.GetBytes(Crc32C.Of(guarded).ToString("x8", CultureInfo.InvariantCulture));
        return [.. guarded, .. SumStart, .. sum, .. SumEnd, (byte)'\n'];
    }

    private static ManifestEntry? TryParse(ReadOnlySpan<byte> line)
    {
        int start = line.Length - SumEnd.Length - SumLength - SumStart.Length;
        bool isGuarded = start > 0 && line.EndsWith(SumEnd) && line[start..].StartsWith(SumStart);
        if (isGuarded && !(uint.TryParse(line.Slice(start + SumStart.Length, SumLength), NumberStyles.AllowHexSpecifier,
            CultureInfo.InvariantCulture, out uint sum) && sum == Crc32C.Of(line[..start])))
        {
            return null;
        }

        try
        {
            ManifestEntry? entry = JsonSerializer.Deserialize(line, ManifestJson.Default.ManifestEntry);
            return entry is not null && IsSound(entry) && (isGuarded || IsOfEarlierVersion(entry)) ? entry : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static bool IsSound(ManifestEntry entry) => entry is { FirstBatch: >= 0, Records: >= 0, Bytes: >= 0 }
        && entry.FirstBatch <= entry.LastBatch && entry.FirstBatchMs <= entry.LastBatchMs
        && (entry.File is { } name ? IsName(name) && entry.Open is null : entry.Query is not null)
        && (entry.Open ?? []).All(static open => open is { File: not null } && IsSound(open));

    /// <summary>Whether it names a file of the directory, and none elsewhere.</summary>
    private static bool IsName(string name) => name.Length > 0 && name[0] != '.' && name.IndexOfAny(['/', '\\', '\0']) < 0;

    private static bool IsOfEarlierVersion(ManifestEntry entry) => entry is { File: not null, Query: null };
}

/// <summary>How entries are written: without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ManifestEntry))]
internal sealed partial class ManifestJson : JsonSerializerContext;
