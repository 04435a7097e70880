using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace HotStream.StandIn;

/// <summary><c>_bulk</c>, and all that goes wrong with it.</summary>
internal sealed class BulkEndpoint(IndexStore store, Faults faults, bool discard, bool hasTypes)
{
    private static readonly byte[] s_items =
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("""{"index":{"status":201}},""", ItemsABlock)));
    private static readonly int s_itemBytes = s_items.Length / ItemsABlock;
    private const int ItemsABlock = 500;

    private readonly List<string> _paths = [];
    private long _discarded;
    private int _requests;
    private int _concurrent;
    private int _mostConcurrent;

    public long Discarded => Interlocked.Read(ref _discarded);

    public int Requests => Volatile.Read(ref _requests);

    public int MostConcurrent => Volatile.Read(ref _mostConcurrent);

    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_paths)
            {
                return [.. _paths];
            }
        }
    }

    public async Task ServeAsync(HttpContext context, string[] path)
    {
        Interlocked.Increment(ref _requests);
        int concurrent = Interlocked.Increment(ref _concurrent);
        for (int seen = MostConcurrent; concurrent > seen
            && Interlocked.CompareExchange(ref _mostConcurrent, concurrent, seen) != seen; seen = MostConcurrent)
        {
        }

        try
        {
            if (discard)
            {
                await DiscardAsync(context);
                return;
            }

            lock (_paths)
            {
                _paths.Add(context.Request.Path + context.Request.QueryString);
            }

            await ServeAsync(context, path, concurrent);
        }
        finally
        {
            Interlocked.Decrement(ref _concurrent);
        }
    }

    private async Task ServeAsync(HttpContext context, string[] path, int concurrent)
    {
        if (faults.TakeReset())
        {
            context.Abort();
            return;
        }

        using var body = new MemoryStream();
        bool isCompressed = context.Request.Headers.ContentEncoding == "gzip";
        await (isCompressed ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body).CopyToAsync(body);
        await Task.Delay(faults.Delay);
        string text = Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length);
        if (faults.BeforeRequest is { } before)
        {
            await before(text);
        }

        if (faults.RequestError is { } refusal)
        {
            context.Response.StatusCode = refusal.Status;
            await context.Response.WriteAsync(
                $$"""{"error":{"root_cause":[{"type":"{{refusal.Type}}","reason":"{{refusal.Reason}}"}],"type":"{{refusal.Type}}","reason":"{{refusal.Reason}}"},"status":{{refusal.Status}}}""");
            await PadAsync(context);
            return;
        }

        int status = faults.Statuses.TryDequeue(out int failure) ? failure
            : concurrent > faults.MostConcurrent ? 429
            : body.Length > faults.MaxBodyBytes ? 413
            : hasTypes != path.Length is 3 ? 400
            : 200;
        if (status != 200)
        {
            context.Response.StatusCode = status;
            await context.Response.WriteAsync($$"""{"error":{"type":"told_to_exception","reason":"as it was told"},"status":{{status}}}""");
            return;
        }

        if (LongIdOf(text) is { } bytes)
        {
            context.Response.StatusCode = 400;
            await context.Response.WriteAsync(
                $$"""{"error":{"root_cause":[],"type":"action_request_validation_exception","reason":"Validation Failed: 1: id [...] is too long, must be no longer than 512 bytes but was: {{bytes}};"},"status":400}""");
            return;
        }

        string answer = Do(path[0], text);
        if (faults.TakeLostAnswer())
        {
            context.Abort();
            return;
        }

        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(answer);
        await PadAsync(context);
    }

    private async Task PadAsync(HttpContext context)
    {
        byte[] blanks = new byte[64 << 10];
        blanks.AsSpan().Fill((byte)' ');
        for (long left = faults.Padding; left > 0; left -= blanks.Length)
        {
            await context.Response.Body.WriteAsync(blanks);
        }
    }

    /// <summary>Length of the first id that is longer than Elasticsearch takes; null when there is none.</summary>
    private static int? LongIdOf(string body)
    {
        const int Most = 512;
        foreach (string line in body.Split('\n'))
        {
            int id = line.StartsWith("{\"", StringComparison.Ordinal) ? line.IndexOf("\":{\"_id\":\"", StringComparison.Ordinal) : -1;
            if (id is > 0 and < 10)
            {
                using JsonDocument action = JsonDocument.Parse(line);
                int bytes = Encoding.UTF8.GetByteCount(action.RootElement.EnumerateObject().First().Value.GetProperty("_id").GetString()!);
                if (bytes > Most)
                {
                    return bytes;
                }
            }
        }

        return null;
    }

    private string Do(string index, string body)
    {
        string[] lines = body.Split('\n');
        if (lines[^1].Length > 0)
        {
            return """{"error":{"type":"illegal_argument_exception","reason":"The bulk request must be terminated by a newline"},"status":400}""";
        }

        var items = new List<string>();
        for (int i = 0; i < lines.Length - 1; i++)
        {
            using JsonDocument action = JsonDocument.Parse(lines[i]);
            JsonProperty property = action.RootElement.EnumerateObject().Single();
            string operation = property.Name;
            string? id = Text(property.Value, "_id");
            string json = operation == "delete" ? "" : lines[++i];
            items.Add(
                $$"""{"{{operation}}":{{Item(operation, Text(property.Value, "_index") ?? index, id, Text(property.Value, "routing"), json)}}}""");
        }

        if (faults.LosesAnItem)
        {
            faults.LosesAnItem = false;
            items.RemoveAt(items.Count - 1);
        }

        return $$"""{"errors":{{(items.Exists(item => item.Contains("\"error\"", StringComparison.Ordinal)) ? "true" : "false")}},"took":1,"items":[{{string.Join(',', items)}}]}""";
    }

    private string Item(string operation, string index, string? id, string? routing, string json)
    {
        if ((store.StateError(index, faults.AutoCreate) ?? faults.ItemError?.Invoke(id ?? "", json)) is { } refusal)
        {
            return string.Create(CultureInfo.InvariantCulture,
                $$$"""{"status":{{{refusal.Status}}},"error":{"type":"{{{refusal.Type}}}","reason":"{{{refusal.Reason}}}"}}""");
        }

        int status = faults.ItemStatus?.Invoke(id ?? "", json) ?? 0;
        if (status == 0 && operation != "delete" && !IsObject(json))
        {
            status = 400;
        }

        status = status == 0 ? store.Do(operation, index, id, routing, json) : status;
        string error = status < 400 || (status == 404 && operation == "delete") ? "" : status switch
        {
            400 =>
                ""","error":{"type":"document_parsing_exception","reason":"failed to parse","caused_by":{"type":"x_content_parse_exception","reason":"unexpected token"}}""",
            404 => ""","error":{"type":"document_missing_exception","reason":"document missing"}""",
            409 => ""","error":{"type":"version_conflict_engine_exception","reason":"document already exists"}""",
            _ => ""","error":{"type":"es_rejected_execution_exception","reason":"queue is full"}""",
        };
        return string.Create(CultureInfo.InvariantCulture, $$"""{"status":{{status}}{{error}}}""");
    }

    private static bool IsObject(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out JsonElement value) ? value.GetString() : null;

    /// <summary>Counts lines as they come: two for each document. Nothing is allocated for a document.</summary>
    private async Task DiscardAsync(HttpContext context)
    {
        PipeReader reader = context.Request.BodyReader;
        long lines = 0;
        while (true)
        {
            ReadResult read = await reader.ReadAsync();
            foreach (ReadOnlyMemory<byte> part in read.Buffer)
            {
                lines += part.Span.Count((byte)'\n');
            }

            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
            {
                break;
            }
        }

        int documents = (int)(lines / 2);
        Interlocked.Add(ref _discarded, documents);
        context.Response.ContentType = "application/json";
        context.Response.Headers["X-Elastic-Product"] = "Elasticsearch"; // without it Elastic's own client takes no answer
        PipeWriter writer = context.Response.BodyWriter;
        writer.Write("{\"errors\":false,\"items\":["u8);
        for (int left = documents; left > 0; left -= ItemsABlock)
        {
            int items = Math.Min(left, ItemsABlock);
            writer.Write(s_items.AsSpan(0, (items * s_itemBytes) - (left <= ItemsABlock ? 1 : 0)));
        }

        writer.Write("]}"u8);
        await writer.FlushAsync();
    }
}
