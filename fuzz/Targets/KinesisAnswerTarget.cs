using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using HotStream.Kinesis;

namespace HotStream.Fuzz.Targets;

/// <summary>
/// What Kinesis answers, from a server nobody vouches for: records, shards, results. The first octet says which. Laws: an answer is taken
/// or refused as no answer, nothing else; its records are those that a parser finds that makes objects, in their order, and lie within the
/// answer; as many results as were sent are wanted, and failures name them in their order.
/// </summary>
internal sealed class KinesisAnswerTarget : IFuzzTarget
{
    public string Name => "kinesis-answer";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [0, .. "{\"MillisBehindLatest\":7,\"NextShardIterator\":\"AAA\",\"Records\":[{\"Data\":\"aGk=\",\"PartitionKey\":\"k\",\"SequenceNumber\":\"49\",\"ApproximateArrivalTimestamp\":1.5}]}"u8],
        [0, .. "{\"Records\":[{\"SequenceNumber\":\"1\",\"Data\":\"\\u0061Gk=\",\"PartitionKey\":\"\\\"\"},{\"Data\":\"\",\"SequenceNumber\":\"2\"}],\"NextShardIterator\":null}"u8],
        [1, .. "{\"Shards\":[{\"ShardId\":\"a\",\"SequenceNumberRange\":{\"EndingSequenceNumber\":\"9\"}},{\"ShardId\":\"b\",\"ParentShardId\":\"a\"}],\"NextToken\":\"n\"}"u8],
        [2, 2, .. "{\"FailedRecordCount\":1,\"Records\":[{\"SequenceNumber\":\"1\"},{\"ErrorCode\":\"InternalFailure\",\"ErrorMessage\":\"x\"}]}"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte[] bytes = input[1..].ToArray();
        try
        {
            switch (input[0] % 3)
            {
                case 0:
                    Check.Same(SlowRecords(bytes), Records(bytes), "records");
                    break;
                case 1:
                    KinesisReads.ReadShards(bytes, []);
                    break;
                default:
                    Results(bytes);
                    break;
            }
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            // no answer
        }
    }

    private static void Results(byte[] bytes)
    {
        int sent = bytes.Length == 0 ? 0 : bytes[0];
        int last = -1;
        foreach (PutFailure failure in PutAnswer.Read(bytes.AsSpan(Math.Min(1, bytes.Length)), sent))
        {
            Check.Same(true, failure.Item > last && failure.Item < sent, "failures name what was sent, in its order");
            last = failure.Item;
        }
    }

    /// <summary>What is read, or that it is refused.</summary>
    private static string Records(byte[] bytes)
    {
        byte[] mine = [.. bytes];
        List<KinesisEntry> entries = [];
        try
        {
            RecordsReader.Read(mine, entries);
        }
        catch (JsonException)
        {
            return "refused";
        }

        var text = new StringBuilder();
        foreach (KinesisEntry entry in entries)
        {
            if (entry.Part != KinesisPosition.Alone)
            {
                return "aggregate"; // the other target's
            }

            text.Append(Encoding.UTF8.GetString(mine, entry.Sequence, entry.SequenceLength)).Append('=')
                .Append(Convert.ToHexString(mine, entry.Key, entry.KeyLength)).Append('/')
                .Append(Convert.ToHexString(mine, entry.Data, entry.DataLength)).Append(';');
        }

        return text.ToString();
    }

    /// <summary>The same by a parser that makes objects of everything; the last member of a name counts.</summary>
    private static string SlowRecords(byte[] bytes)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(bytes);
            var text = new StringBuilder();
            bool hasRecords = false;
            foreach (JsonProperty member in Members(json.RootElement))
            {
                if (member.NameEquals("NextShardIterator"u8) && member.Value.ValueKind != JsonValueKind.Null)
                {
                    member.Value.GetString();
                }

                if (member.NameEquals("Records"u8))
                {
                    hasRecords = true;
                    foreach (JsonElement record in member.Value.EnumerateArray())
                    {
                        if (!Append(record, text))
                        {
                            return "aggregate";
                        }
                    }
                }
            }

            return hasRecords ? text.ToString() : "refused";
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException or FormatException)
        {
            return "refused";
        }
    }

    private static bool Append(JsonElement record, StringBuilder text)
    {
        (string? sequence, byte[] key, byte[]? data) = (null, [], null);
        foreach (JsonProperty member in Members(record))
        {
            sequence = member.NameEquals("SequenceNumber"u8) ? Text(member.Value) : sequence;
            key = member.NameEquals("PartitionKey"u8) ? Key(member.Value) : key;
            data = member.NameEquals("Data"u8) ? Decoded(Text(member.Value)) : data;
        }

        if (sequence is null || data is null || !KinesisPosition.IsSequence(sequence.AsSpan()))
        {
            throw new FormatException();
        }

        text.Append(sequence).Append('=').Append(Convert.ToHexString(key)).Append('/')
            .Append(Convert.ToHexString(data)).Append(';');
        return !data.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xF3, 0x89, 0x9A, 0xC2]);
    }

    /// <summary>Octets of a key: as they stand there, unless something is escaped.</summary>
    private static byte[] Key(JsonElement key)
    {
        byte[] raw = key.ValueKind == JsonValueKind.String ? JsonMarshal.GetRawUtf8Value(key).ToArray() : throw new FormatException();
        return raw.Contains((byte)'\\') ? Encoding.UTF8.GetBytes(key.GetString()!) : raw[1..^1];
    }

    /// <summary>Base64 as it is written: bits that no octet has are zero.</summary>
    private static byte[] Decoded(string text)
    {
        byte[] data = Convert.FromBase64String(text);
        string plain = string.Concat(text.Where(static c => c is not (' ' or '\t' or '\r' or '\n')));
        return Convert.ToBase64String(data) == plain ? data : throw new FormatException();
    }

    private static string Text(JsonElement text) =>
        text.ValueKind == JsonValueKind.String ? text.GetString()! : throw new FormatException();

    private static JsonElement.ObjectEnumerator Members(JsonElement of) => of.EnumerateObject();
}
