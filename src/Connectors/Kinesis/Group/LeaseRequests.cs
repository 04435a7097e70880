using System.Buffers;
using System.Globalization;
using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>The requests to the table of leases, as they are sent.</summary>
internal static class LeaseRequests
{
    public static ReadOnlyMemory<byte> Describe(string table) => Write(json => json.WriteString("TableName"u8, table));

    /// <summary>A table that is paid by request, so that nobody has to know how many there will be.</summary>
    public static ReadOnlyMemory<byte> Create(string table) => Write(json =>
    {
        json.WriteString("TableName"u8, table);
        json.WriteStartArray("AttributeDefinitions"u8);
        json.WriteStartObject();
        json.WriteString("AttributeName"u8, LeaseNames.Key);
        json.WriteString("AttributeType"u8, "S"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteStartArray("KeySchema"u8);
        json.WriteStartObject();
        json.WriteString("AttributeName"u8, LeaseNames.Key);
        json.WriteString("KeyType"u8, "HASH"u8);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteString("BillingMode"u8, "PAY_PER_REQUEST"u8);
    });

    /// <summary>All items, from a key on.</summary>
    public static ReadOnlyMemory<byte> Scan(string table, string? from) => Write(json =>
    {
        json.WriteString("TableName"u8, table);
        json.WriteBoolean("ConsistentRead"u8, true);
        if (from is not null)
        {
            WriteKey(json, "ExclusiveStartKey", from);
        }
    });

    public static ReadOnlyMemory<byte> Get(string table, string shard) => Write(json =>
    {
        json.WriteString("TableName"u8, table);
        WriteKey(json, "Key", shard);
        json.WriteBoolean("ConsistentRead"u8, true);
    });

    /// <summary>A new item, where there is none of its key.</summary>
    public static ReadOnlyMemory<byte> Add(string table, Lease lease) => Write(json =>
    {
        json.WriteString("TableName"u8, table);
        json.WriteStartObject("Item"u8);
        WriteValue(json, LeaseNames.Key, lease.Shard, 0);
        WriteValue(json, LeaseNames.Counter, null, lease.Counter);
        WriteValue(json, LeaseNames.Checkpoint, lease.Checkpoint, 0);
        WriteValue(json, LeaseNames.Part, null, lease.Part);
        WriteValue(json, LeaseNames.Switches, null, lease.Switches);
        if (lease.Parents.Count > 0)
        {
            json.WriteStartObject(LeaseNames.Parents);
            json.WriteStartArray("SS"u8);
            foreach (string parent in lease.Parents)
            {
                json.WriteStringValue(parent);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        if (lease.ReadUpTo is { } time)
        {
            WriteValue(json, LeaseNames.ReadUpTo, null, time);
        }

        if (lease.Stream is { } stream)
        {
            WriteValue(json, LeaseNames.Stream, stream, 0);
        }

        json.WriteEndObject();
        json.WriteString("ConditionExpression"u8, $"attribute_not_exists({LeaseNames.Key})");
    });

    /// <summary>Removes an item whose shard was read to its end.</summary>
    public static ReadOnlyMemory<byte> Delete(string table, string shard) => Write(json =>
    {
        json.WriteString("TableName"u8, table);
        WriteKey(json, "Key", shard);
        json.WriteString("ConditionExpression"u8, "#c = :end"u8);
        json.WriteStartObject("ExpressionAttributeNames"u8);
        json.WriteString("#c"u8, LeaseNames.Checkpoint);
        json.WriteEndObject();
        json.WriteStartObject("ExpressionAttributeValues"u8);
        WriteValue(json, ":end", LeaseNames.ShardEnd, 0);
        json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return body.WrittenMemory;
    }

    public static void WriteKey(Utf8JsonWriter json, string name, string shard)
    {
        json.WriteStartObject(name);
        WriteValue(json, LeaseNames.Key, shard, 0);
        json.WriteEndObject();
    }

    /// <summary>A text, or a number where that is null.</summary>
    public static void WriteValue(Utf8JsonWriter json, string name, string? text, long number)
    {
        json.WriteStartObject(name);
        json.WriteString(text is null ? "N"u8 : "S"u8, text ?? number.ToString(CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }
}
