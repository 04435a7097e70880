using System.Text;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// The reader of objects of the log in a store: any bytes are one object, whole, or none; what was read is written and read again as it
/// was.
/// </summary>
internal sealed class CopyObjectTarget : IFuzzTarget
{
    private const string Header = "{\"format\":1,\"number\":7,\"owner\":\"o\",\"host\":\"h\",\"created\":\"2026-01-01T00:00:00Z\","
        + "\"entries\":ENTRIES,\"isWhole\":true,\"open\":{\"event\":\"Open\",\"time\":5,\"zero\":0,\"run\":\"r\"},"
        + "\"checkpoints\":[CHECKPOINTS]}";

    public string Name => "copy-object";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Object("1", "", "{\"event\":\"Begun\",\"time\":1000,\"ranges\":{\"files\":[{\"partition\":\"a\",\"from\":\"0\",\"to\":\"9\"}]}}"),
        Object("0", "{\"time\":1000,\"writer\":\"w\",\"bytes\":3,\"sums\":[1,2]}"),
        Object("2", "{\"time\":1000}", "{}", "null"),
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        CopyObject? read;
        try
        {
            read = CopyObject.TryRead(input);
        }
        catch (InvalidDataException)
        {
            return; // of another version
        }

        if (read is not null)
        {
            Check.Same(read.Header.Entries, read.Entries.Count, "an object has as many entries as it says");
            CopyObject? again = CopyObject.TryRead(read.ToBytes());
            Check.Same(read.Entries.Count, again!.Entries.Count, "an object that is written again has them all");
            Check.Same(read.Header.Checkpoints.Sum(static one => one.Pieces().Count()),
                again.Header.Checkpoints.Sum(static one => one.Pieces().Count()), "and lists the same pieces");
        }
    }

    private static byte[] Object(string count, string checkpoints, params string[] entries)
    {
        var bytes = new List<byte>();
        byte[] frame = new byte[Frame.HeaderBytes];
        foreach (string text in (string[])[Header.Replace("ENTRIES", count, StringComparison.Ordinal)
            .Replace("CHECKPOINTS", checkpoints, StringComparison.Ordinal), .. entries])
        {
            byte[] payload = Encoding.UTF8.GetBytes(text);
            Frame.MakeHeader(payload, default, frame);
            bytes.AddRange(frame);
            bytes.AddRange(payload);
        }

        return [.. bytes];
    }
}
