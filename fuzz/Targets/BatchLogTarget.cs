using System.Text;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// The reader of the batch log: of any bytes it takes frames that check, from the beginning on, and nothing behind the first that does not;
/// what it took is what it takes again, and a log that is cut behind it reads the same.
/// </summary>
internal sealed class BatchLogTarget : IFuzzTarget
{
    public string Name => "batch-log";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Log("{\"event\":\"Open\",\"time\":5,\"zero\":0,\"run\":\"r\"}",
            "{\"event\":\"Begun\",\"time\":1000,\"ranges\":{\"files\":[{\"partition\":\"a\",\"from\":\"0\",\"to\":\"9\"}]}}"),
        Log("{\"event\":\"Committed\",\"time\":1000}", "{\"event\":\"Closed\",\"time\":1000}"),
        Log("{}", "null"),
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        IReadOnlyList<BatchEntry> entries = BatchLog.ReadAll(input, out int length);
        Check.Same(true, length >= 0 && length <= input.Length, "what was taken lies in the file");
        IReadOnlyList<BatchEntry> again = BatchLog.ReadAll(input[..length], out int whole);
        Check.Same(length, whole, "a log that was cut behind its entries is whole");
        Check.Same(entries.Count, again.Count, "a log that was cut behind its entries has them all");
        List<LoggedBatch> batches = FormerRun.BatchesOf(entries);
        for (int i = 1; i < batches.Count; i++)
        {
            Check.Same(true, batches[i - 1].Time < batches[i].Time, "batches are in order");
        }
    }

    private static byte[] Log(params string[] entries)
    {
        using var file = new MemoryStream();
        foreach (string entry in entries)
        {
            Frame.Write(file, Encoding.UTF8.GetBytes(entry), default);
        }

        return file.ToArray();
    }
}
