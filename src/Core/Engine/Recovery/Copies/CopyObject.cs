using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace HotStream;

/// <summary>
/// One object of the log in a store: frames of a header and of entries, as in the log of the directory. The header says how many there are,
/// so that an object is read whole or not at all.
/// </summary>
/// <param name="Header">What it says of itself.</param>
/// <param name="Entries">Its entries.</param>
internal sealed record CopyObject(CopyHeader Header, IReadOnlyList<BatchEntry> Entries)
{
    /// <summary>The bytes of an object.</summary>
    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        Frame.Write(bytes, default, JsonSerializer.SerializeToUtf8Bytes(Header, RecoveryJson.Default.CopyHeader));
        foreach (BatchEntry entry in Entries)
        {
            Frame.Write(bytes, default, JsonSerializer.SerializeToUtf8Bytes(entry, RecoveryJson.Default.BatchEntry));
        }

        return bytes.ToArray();
    }

    /// <summary>Reads the bytes of an object.</summary>
    /// <param name="bytes">Them.</param>
    /// <returns>Null when they are damaged.</returns>
    /// <exception cref="InvalidDataException">Another version wrote it.</exception>
    public static CopyObject? TryRead(ReadOnlySpan<byte> bytes)
    {
        int at = Frame.TryRead(bytes, out ReadOnlySpan<byte> header);
        if (at == 0 || Parse(header, RecoveryJson.Default.CopyHeader) is not { Open: not null, Owner: not null, Checkpoints: not null } read
            || read.Checkpoints.Any(static one => one is not { Sums: not null, Writer: not null }))
        {
            return null;
        }

        if (read.Format != CopyHeader.CurrentFormat)
        {
            throw new InvalidDataException($"{CopyNames.OfLog(read.Number)} has format {read.Format}, and this version reads "
                + $"{CopyHeader.CurrentFormat}; use the version that wrote it.");
        }

        IReadOnlyList<BatchEntry> entries = BatchLog.ReadAll(bytes[at..], out int length);
        return entries.Count == read.Entries && at + length == bytes.Length ? new CopyObject(read, entries) : null;
    }

    private static T? Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            return default;
        }
    }
}
