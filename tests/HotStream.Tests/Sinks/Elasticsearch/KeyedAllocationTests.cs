using HotStream.StandIn;
using HotStream.Tests.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Tests.Sinks.Elasticsearch;

/// <summary>What keeping documents of one id in order costs the heap: nothing for each document.</summary>
[Collection(AloneCollection.Name)]
public sealed class KeyedAllocationTests : IDisposable
{
    private readonly ElasticsearchStandIn _server = new(discard: true);
    private readonly TextMemory _text = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_document_with_an_id_costs_the_worker_no_byte_of_the_heap(bool hasId)
    {
        const int Documents = 50_000;
        Utf8Slice[] block = [.. Enumerable.Range(0, 500).Select(i => _text.Add($"{{\"machine\":\"number {i} of the hall\"}}"))];
        using Sink<Utf8Slice> sink = new ElasticsearchSink<Utf8Slice>(
            new ElasticsearchOptions { Nodes = [_server.Address], Index = "i", TimeProvider = TimeProvider.System }, text =>
                text, hasId ? text => text : null);
        using SinkWriter<Utf8Slice> writer =
            sink.OpenWriter(new SinkPartition(0, "test", "query", static _ => 1, TimeProvider.System, NullLogger.Instance,
                CancellationToken.None));
        Write(writer, block, Documents, 1000); // opens connections and fills pools
        // a slow moment of the server may take more bodies once
        long bytes = Enumerable.Range(2, 5).Min(i => Write(writer, block, Documents, i * 1000));
        Assert.InRange(bytes / (double)Documents, 0, 1);
    }

    public void Dispose()
    {
        _server.Dispose();
        _text.Dispose();
    }

    private static long Write(SinkWriter<Utf8Slice> writer, Utf8Slice[] block, int documents, long time)
    {
        writer.Begin(new BatchTime(time));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < documents; i += block.Length)
        {
            writer.Write(block);
        }

        long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
        writer.CompleteAsync(CancellationToken.None).WaitAsync(Streams.Engine.Patience).GetAwaiter().GetResult();
        return bytes;
    }
}
