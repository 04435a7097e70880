using System.Buffers;
using System.Text.Json;

namespace HotStream.Kinesis;

/// <summary>Records of one request: filled by a worker, then sent, as often as must be. Used by one at a time.</summary>
internal sealed class PutItems
{
    /// <summary>Records of a request at most; the server's own bound.</summary>
    public const int ItemsMax = 500;

    /// <summary>Bytes of a request at most, partition keys included; the server's own bound.</summary>
    public const int BytesMax = 5 << 20;

    private const int KeptBytesMax = 2 * BytesMax;

    private readonly List<(int Start, int KeyLength, int DataLength, long Record)> _items = new(ItemsMax);
    private ArrayBufferWriter<byte> _bytes = new(64 * 1024);
    private ArrayBufferWriter<byte> _body = new(64 * 1024);

    public int Count => _items.Count;

    /// <summary>Whether a record of so many bytes has room; one always has.</summary>
    public bool HasRoom(int bytes) => _items.Count == 0 || (_items.Count < ItemsMax && _bytes.WrittenCount + bytes <= BytesMax);

    /// <summary>Adds a record.</summary>
    /// <param name="key">Its partition key.</param>
    /// <param name="data">Its data.</param>
    /// <param name="record">Which of the batch it is.</param>
    public void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> data, long record)
    {
        _items.Add((_bytes.WrittenCount, key.Length, data.Length, record));
        _bytes.Write(key);
        _bytes.Write(data);
    }

    /// <summary>Which of the batch a record is.</summary>
    public long RecordOf(int item) => _items[item].Record;

    public ReadOnlySpan<byte> DataOf(int item) =>
        _bytes.WrittenSpan.Slice(_items[item].Start + _items[item].KeyLength, _items[item].DataLength);

    /// <summary>A request of some of the records; valid until the next call.</summary>
    public ReadOnlyMemory<byte> BodyOf(string stream, List<int> items)
    {
        _body.ResetWrittenCount();
        using var json = new Utf8JsonWriter(_body);
        json.WriteStartObject();
        json.WriteString("StreamName"u8, stream);
        json.WriteStartArray("Records"u8);
        foreach (int item in items)
        {
            json.WriteStartObject();
            json.WriteString("PartitionKey"u8, _bytes.WrittenSpan.Slice(_items[item].Start, _items[item].KeyLength));
            json.WriteBase64String("Data"u8, DataOf(item));
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return _body.WrittenMemory;
    }

    public void Clear()
    {
        _items.Clear();
        (_bytes, _body) = (Emptied(_bytes), Emptied(_body));
    }

    private static ArrayBufferWriter<byte> Emptied(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > KeptBytesMax)
        {
            return new ArrayBufferWriter<byte>();
        }

        buffer.ResetWrittenCount();
        return buffer;
    }
}
