using System.Buffers;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// A bulk loop as a careful programmer writes it: one HttpClient, the source generator, buffers used again, as many documents a request and
/// requests under way as the sink, every item of the answer looked at. It retries nothing.
/// </summary>
internal static class CarefulBulk
{
    public static JobOutcome Run(StandInProcess server, MachineCycles cycles, int batches)
    {
        server.Take();
        using var http = new HttpClient();
        var meter = new RunMeter();
        for (var batch = 0; batch < batches; batch++)
            SendAsync(http, new Uri(server.Address, "/cycles/_bulk"), cycles.Records, batch).GetAwaiter().GetResult();
        return meter.Outcome((long)batches * cycles.Records.Length, server.Take);
    }

    private static async Task SendAsync(HttpClient http, Uri address, MachineCycle[] records, int batch)
    {
        using var places = new SemaphoreSlim(EngineElasticsearch.RequestsInFlight);
        var buffers = new Stack<ArrayBufferWriter<byte>>();
        var sent = new List<Task>();
        for (var i = 0; i < records.Length;)
        {
            await places.WaitAsync();
            ArrayBufferWriter<byte>? buffer;
            lock (buffers)
            {
                if (!buffers.TryPop(out buffer))
                    buffer = new ArrayBufferWriter<byte>(EngineElasticsearch.RequestBytes + 4096);
            }

            using var json = new Utf8JsonWriter(buffer);
            var count = 0;
            for (; i < records.Length && count < EngineElasticsearch.RequestDocuments
                && buffer.WrittenCount < EngineElasticsearch.RequestBytes; i++, count++)
            {
                buffer.Write(Encoding.UTF8.GetBytes(
                    string.Create(CultureInfo.InvariantCulture, $"{{\"index\":{{\"_id\":\"cycles-{batch}-{i}\"}}}}\n")));
                json.Reset(buffer);
                JsonSerializer.Serialize(json, records[i], CycleJson.Default.MachineCycle);
                json.Flush();
                buffer.Write("\n"u8);
            }

            sent.Add(PostAsync(buffer, count));
        }

        await Task.WhenAll(sent);

        async Task PostAsync(ArrayBufferWriter<byte> buffer, int count)
        {
            await Task.Yield();
            using var content = new ReadOnlyMemoryContent(buffer.WrittenMemory);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/x-ndjson");
            using var response = await http.PostAsync(address, content);
            response.EnsureSuccessStatusCode();
            var answer = await JsonSerializer.DeserializeAsync(await response.Content.ReadAsStreamAsync(), CycleJson.Default.BulkAnswer);
            if (answer!.Items.Count != count || answer.Items.Exists(item => item["index"].Status >= 300))
                throw new InvalidOperationException("not all documents were stored");
            lock (buffers)
            {
                buffer.ResetWrittenCount();
                buffers.Push(buffer);
            }

            places.Release();
        }
    }
}
