using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>
/// Reads what <c>GetRecords</c> answers. Data comes as Base64 in a text of JSON, and is decoded where it stands, behind what was read.
/// Records that a producer sent as one are taken apart. Whatever comes, it is taken or refused as no answer.
/// </summary>
internal static class RecordsReader
{
    /// <exception cref="JsonException">It is no answer.</exception>
    public static KinesisBlock Read(KinesisAnswer answer)
    {
        List<KinesisEntry> entries = KinesisLists.Rent();
        (string? next, long behind) = Read(answer.Bytes, entries);
        return new KinesisBlock(entries.Count == 0 ? [] : answer.Detach(), entries, next, behind, answer.Time);
    }

    /// <summary>The same of bytes, which it changes.</summary>
    /// <param name="bytes">The answer.</param>
    /// <param name="entries">Takes the records.</param>
    /// <exception cref="JsonException">It is no answer.</exception>
    public static (string? Next, long BehindMilliseconds) Read(Span<byte> bytes, List<KinesisEntry> entries)
    {
        var reader = new Utf8JsonReader(bytes);
        string? next = null;
        long behind = 0;
        bool hasRecords = false;
        Expect(ref reader, JsonTokenType.StartObject);
        while (Step(ref reader) == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("Records"u8))
            {
                hasRecords = true;
                Expect(ref reader, JsonTokenType.StartArray);
                while (Step(ref reader) == JsonTokenType.StartObject)
                {
                    ReadRecord(ref reader, bytes, entries);
                }

                Require(ref reader, JsonTokenType.EndArray);
            }
            else if (reader.ValueTextEquals("NextShardIterator"u8))
            {
                Step(ref reader);
                next = reader.TokenType == JsonTokenType.Null ? null : Text(ref reader);
            }
            else if (reader.ValueTextEquals("MillisBehindLatest"u8))
            {
                Step(ref reader);
                behind = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out long number) ? Math.Max(0, number) : 0;
            }
            else
            {
                Step(ref reader);
                reader.Skip();
            }
        }

        Require(ref reader, JsonTokenType.EndObject);
        reader.Read(); // what follows is none of it
        return hasRecords ? (next, behind) : throw new JsonException("It has no records.");
    }

    private static void ReadRecord(ref Utf8JsonReader reader, Span<byte> bytes, List<KinesisEntry> entries)
    {
        (int Start, int Length)? sequence = null;
        (int Start, int Length) key = default;
        (int Start, int Length)? data = null;
        long milliseconds = 0;
        while (Step(ref reader) == JsonTokenType.PropertyName)
        {
            if (reader.ValueTextEquals("SequenceNumber"u8))
            {
                sequence = Place(ref reader, bytes);
            }
            else if (reader.ValueTextEquals("PartitionKey"u8))
            {
                key = Place(ref reader, bytes);
            }
            else if (reader.ValueTextEquals("Data"u8))
            {
                (int start, int length) = Place(ref reader, bytes);
                data = Base64.DecodeFromUtf8InPlace(bytes.Slice(start, length), out int written) == OperationStatus.Done
                    ? (start, written) : throw new JsonException("The data of a record is no Base64.");
            }
            else if (reader.ValueTextEquals("ApproximateArrivalTimestamp"u8))
            {
                Step(ref reader);
                milliseconds = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double seconds)
                    && seconds is > 0 and < 1e11 ? (long)Math.Round(seconds * 1000) : 0;
            }
            else
            {
                Step(ref reader);
                reader.Skip();
            }
        }

        Require(ref reader, JsonTokenType.EndObject);
        if (sequence is not { } number || data is not { } found
            || !KinesisPosition.IsSequence(bytes.Slice(number.Start, number.Length)))
        {
            throw new JsonException("A record has no data, or no sequence number.");
        }

        var entry = new KinesisEntry(number.Start, number.Length, key.Start, key.Length, found.Start, found.Length, KinesisPosition.Alone,
            milliseconds);
        if (!AggregateReader.TryRead(bytes, entry, entries))
        {
            entries.Add(entry);
        }
    }

    /// <summary>Where the text that follows stands; escapes in it are resolved.</summary>
    private static (int Start, int Length) Place(ref Utf8JsonReader reader, Span<byte> bytes)
    {
        if (Step(ref reader) != JsonTokenType.String)
        {
            throw new JsonException("A text is missing.");
        }

        int start = (int)reader.TokenStartIndex + 1;
        if (!reader.ValueIsEscaped)
        {
            return (start, reader.ValueSpan.Length);
        }

        byte[] plain = ArrayPool<byte>.Shared.Rent(reader.ValueSpan.Length);
        try
        {
            int length = reader.CopyString(plain);
            plain.AsSpan(0, length).CopyTo(bytes[start..]); // not longer than it was
            return (start, length);
        }
        catch (Exception failure) when (failure is InvalidOperationException or ArgumentException)
        {
            throw new JsonException("A text is no UTF-8.", failure);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    private static string Text(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.TokenType == JsonTokenType.String ? reader.GetString()! : throw new JsonException("A text is missing.");
        }
        catch (InvalidOperationException failure)
        {
            throw new JsonException("A text is no UTF-8.", failure);
        }
    }

    private static JsonTokenType Step(ref Utf8JsonReader reader) =>
        reader.Read() ? reader.TokenType : throw new JsonException("It ends too early.");

    private static void Expect(ref Utf8JsonReader reader, JsonTokenType type)
    {
        Step(ref reader);
        Require(ref reader, type);
    }

    private static void Require(ref Utf8JsonReader reader, JsonTokenType type)
    {
        if (reader.TokenType != type)
        {
            throw new JsonException($"It has {reader.TokenType} where {type} is expected.");
        }
    }
}
