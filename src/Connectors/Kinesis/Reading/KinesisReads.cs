using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>The questions of a source, each asked once. Thread-safe.</summary>
internal sealed class KinesisReads(KinesisClient client, string stream, string name)
{
    /// <summary>Records that an answer has at most; the server's own bound.</summary>
    public const int RecordsMax = 10_000;

    private readonly string _notRead = $"{name} could not be read";
    private readonly string _notListed = $"shards of {name} could not be listed";

    /// <exception cref="KinesisException">It failed.</exception>
    public Task<StreamSummary> DescribeAsync(CancellationToken stop) =>
        client.AskAsync(_notRead, "DescribeStreamSummary", KinesisRequests.Summary(stream), ReadSummary, stop);

    /// <summary>All shards that the stream still has.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public async Task<List<KinesisShardInfo>> ListAsync(CancellationToken stop)
    {
        List<KinesisShardInfo> shards = [];
        string? next = null;
        do
        {
            next = await client.AskAsync(_notListed, "ListShards", KinesisRequests.Shards(stream, next),
                answer => ReadShards(answer.Bytes, shards), stop).ConfigureAwait(false);
        }
        while (next is not null);

        return shards;
    }

    /// <summary>An iterator at a position.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<string> OpenAsync(string shard, KinesisPosition position, CancellationToken stop) => client.AskAsync(
        $"{_notRead}, shard {PlainText.Of(shard)}", "GetShardIterator", KinesisRequests.Iterator(stream, shard, position), ReadIterator,
        stop);

    /// <summary>An iterator at what comes next.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<string> OpenLatestAsync(string shard, CancellationToken stop) => client.AskAsync(
        $"{_notRead}, shard {PlainText.Of(shard)}", "GetShardIterator", KinesisRequests.LatestIterator(stream, shard), ReadIterator, stop);

    /// <summary>Records from an iterator on.</summary>
    /// <exception cref="KinesisException">It failed.</exception>
    public Task<KinesisBlock> GetAsync(string shard, string iterator, int most, CancellationToken stop) => client.AskAsync(
        $"{_notRead}, shard {PlainText.Of(shard)}", "GetRecords", KinesisRequests.Records(iterator, most), RecordsReader.Read, stop);

    private static string ReadIterator(KinesisAnswer answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer.Bytes.ToArray());
        return json.RootElement.ValueKind == JsonValueKind.Object && Text(json.RootElement, "ShardIterator") is { } iterator ? iterator
            : throw new JsonException("It has no iterator.");
    }

    /// <summary>The shards of an answer.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="shards">Takes them.</param>
    /// <returns>What gives the next ones; null at the end.</returns>
    /// <exception cref="JsonException">It is no answer.</exception>
    internal static string? ReadShards(ReadOnlySpan<byte> bytes, List<KinesisShardInfo> shards)
    {
        using JsonDocument json = JsonDocument.Parse(bytes.ToArray());
        if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("Shards", out JsonElement list)
            || list.ValueKind != JsonValueKind.Array)
        {
            throw new JsonException("It has no shards.");
        }

        foreach (JsonElement shard in list.EnumerateArray())
        {
            if (shard.ValueKind != JsonValueKind.Object || Text(shard, "ShardId") is not { Length: > 0 } id)
            {
                throw new JsonException("A shard has no id.");
            }

            bool isClosed = shard.TryGetProperty("SequenceNumberRange", out JsonElement range) && range.ValueKind == JsonValueKind.Object
                && Text(range, "EndingSequenceNumber") is not null;
            shards.Add(new KinesisShardInfo(id, Text(shard, "ParentShardId"), Text(shard, "AdjacentParentShardId"), isClosed));
        }

        return Text(json.RootElement, "NextToken");
    }

    private static StreamSummary ReadSummary(KinesisAnswer answer)
    {
        using JsonDocument json = JsonDocument.Parse(answer.Bytes.ToArray());
        if (json.RootElement.ValueKind != JsonValueKind.Object
            || !json.RootElement.TryGetProperty("StreamDescriptionSummary", out JsonElement summary)
            || summary.ValueKind != JsonValueKind.Object)
        {
            throw new JsonException("It does not describe a stream.");
        }

        double created = Number(summary, "StreamCreationTimestamp");
        double hours = Number(summary, "RetentionPeriodHours");
        return new StreamSummary(Text(summary, "StreamStatus") ?? "", created is > 0 and < 1e11 ? (long)(created * 1000) : 0,
            hours is > 0 and < 1e6 ? TimeSpan.FromHours(hours) : TimeSpan.Zero, answer.Time);
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

    private static double Number(JsonElement of, string name) =>
        of.TryGetProperty(name, out JsonElement number) && number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out double value)
            ? value : 0;
}
