using System.Buffers;
using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>The requests of a source, as they are sent.</summary>
internal static class KinesisRequests
{
    public static ReadOnlyMemory<byte> Summary(string stream) => Write(json => json.WriteString("StreamName"u8, stream));

    /// <summary>Shards of a stream; further ones by what the answer before gave.</summary>
    public static ReadOnlyMemory<byte> Shards(string stream, string? next) => Write(json =>
    {
        if (next is null)
        {
            json.WriteString("StreamName"u8, stream);
        }
        else
        {
            json.WriteString("NextToken"u8, next);
        }
    });

    /// <summary>
    /// An iterator at a position. At the last record that was taken, and not behind it: that it comes shows that nothing between was
    /// removed.
    /// </summary>
    public static ReadOnlyMemory<byte> Iterator(string stream, string shard, KinesisPosition position) => Write(json =>
    {
        json.WriteString("StreamName"u8, stream);
        json.WriteString("ShardId"u8, shard);
        switch (position.Kind)
        {
            case KinesisPositionKind.Record:
                json.WriteString("ShardIteratorType"u8, "AT_SEQUENCE_NUMBER"u8);
                json.WriteString("StartingSequenceNumber"u8, position.Sequence);
                break;
            case KinesisPositionKind.Time:
                json.WriteString("ShardIteratorType"u8, "AT_TIMESTAMP"u8);
                json.WriteNumber("Timestamp"u8, position.Milliseconds / 1000m);
                break;
            default:
                json.WriteString("ShardIteratorType"u8, "TRIM_HORIZON"u8);
                break;
        }
    });

    /// <summary>An iterator at what comes next.</summary>
    public static ReadOnlyMemory<byte> LatestIterator(string stream, string shard) => Write(json =>
    {
        json.WriteString("StreamName"u8, stream);
        json.WriteString("ShardId"u8, shard);
        json.WriteString("ShardIteratorType"u8, "LATEST"u8);
    });

    public static ReadOnlyMemory<byte> Records(string iterator, int most) => Write(json =>
    {
        json.WriteString("ShardIterator"u8, iterator);
        json.WriteNumber("Limit"u8, most);
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }
}
