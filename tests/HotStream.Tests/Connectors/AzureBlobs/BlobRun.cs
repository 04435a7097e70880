using System.Collections.Concurrent;
using System.IO.Compression;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Connectors.AzureBlobs;

/// <summary>A context that reads from a container, on a clock that is ahead of the server's, with what it saw.</summary>
internal sealed class BlobRun : IDisposable
{
    private readonly LogCapture _log = new();

    public BlobRun(string container, string path, AzureBlobReadOptions options, int partitions = 2)
    {
        Engine = new Engine(partitions, with =>
        {
            with.LoggerFactory = _log;
            with.DeadLetters = Letters.Enqueue;
        }, startMilliseconds: Start);
        Seen = Engine.Collect(Engine.Context.AzureBlobTextStream($"azure://{container}/{path}", options).Map(line => line.ToString()));
    }

    public static long Start => DateTimeOffset.UtcNow.AddMinutes(10).ToUnixTimeMilliseconds() / 1000 * 1000;

    public Engine Engine { get; }

    public List<List<string>> Seen { get; }

    public ConcurrentQueue<DeadLetter> Letters { get; } = [];

    /// <summary>What the input reported.</summary>
    public string[] Warnings => [.. _log.Entries.Where(entry => entry.Id == 1006).Select(entry => entry.Message)];

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(Encoding.UTF8.GetBytes(text));
        }

        return packed.ToArray();
    }

    public void Dispose() => Engine.Dispose();
}
