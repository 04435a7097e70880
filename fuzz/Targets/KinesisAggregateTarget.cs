using System.Security.Cryptography;
using System.Text;
using HotStream.Kinesis;

#pragma warning disable CA5351 // MD5 is the format's checksum, against accidents

namespace HotStream.Fuzz.Targets;

/// <summary>
/// Records that a producer sent as one, from bytes nobody vouches for. If the first octet is odd, the rest is the message, and its frame is
/// put around it; else it is the whole. Laws: the records are those that a slow reader finds, in their order, with its keys, or it is
/// none; they lie within the message. A message is fields, each a number (its own times eight, and its kind) and what belongs to it: kind 0
/// a number, 1 eight octets, 2 a number and so many octets, 5 four octets. A number is octets of seven bits, the lowest first, the last
/// below 128, and 64 bits at most.
/// </summary>
internal sealed class KinesisAggregateTarget : IFuzzTarget
{
    private const int Before = 5; // something stands before the data

    public string Name => "kinesis-aggregate";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [1, 10, 1, (byte)'a', 10, 1, (byte)'b', 26, 7, 8, 0, 26, 3, 1, 2, 3, 26, 4, 8, 1, 26, 0],
        [1, 10, 1, (byte)'a', 18, 1, (byte)'7', 26, 8, 8, 0, 16, 0, 26, 1, 9, 34, 0],
        [1, 26, 4, 8, 5, 26, 0],
        [0, 0xF3, 0x89, 0x9A, 0xC2, 1, 2, 3],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.IsEmpty)
        {
            return;
        }

        byte[] data = input[1..].ToArray();
        if (input[0] % 2 != 0)
        {
            data = [0xF3, 0x89, 0x9A, 0xC2, .. data, .. MD5.HashData(data)];
        }

        byte[] bytes = [.. new byte[Before], .. data];
        var whole = new KinesisEntry(0, 1, 0, 1, Before, data.Length, KinesisPosition.Alone, 17);
        List<KinesisEntry> entries = [whole];
        bool isAggregate = AggregateReader.TryRead(bytes, whole, entries);
        var text = new StringBuilder(isAggregate ? "" : "none");
        for (int i = 1; i < entries.Count; i++)
        {
            KinesisEntry entry = entries[i];
            Check.Same(i - 1L, entry.Part, "number of a record");
            text.Append(Convert.ToHexString(bytes, entry.Key, entry.KeyLength)).Append('/')
                .Append(Convert.ToHexString(bytes, entry.Data, entry.DataLength)).Append(';');
        }

        Check.Same(whole, entries[0], "what was there before");
        Check.Same(Slow(data), text.ToString(), "records");
    }

    private static string Slow(byte[] data)
    {
        if (data.Length < 20 || data[0] != 0xF3 || data[1] != 0x89 || data[2] != 0x9A || data[3] != 0xC2)
        {
            return "none";
        }

        byte[] message = data[4..^16];
        if (!MD5.HashData(message).AsSpan().SequenceEqual(data.AsSpan()[^16..]))
        {
            return "none";
        }

        try
        {
            List<string> keys = [];
            List<(ulong Key, string Data)> records = [];
            foreach ((UInt128 field, int kind, byte[] octets, _) in Fields(message))
            {
                if (field == 1 && kind == 2)
                {
                    keys.Add(Convert.ToHexString(octets));
                }

                if (field == 3 && kind == 2)
                {
                    records.Add(Record(octets));
                }
            }

            return string.Concat(records.Select(record => record.Key < (ulong)keys.Count
                ? $"{keys[(int)record.Key]}/{record.Data};" : throw new FormatException()));
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or IndexOutOfRangeException)
        {
            return "none";
        }
    }

    private static (ulong Key, string Data) Record(byte[] record)
    {
        ulong? key = null;
        string? data = null;
        foreach ((UInt128 field, int kind, byte[] octets, ulong number) in Fields(record))
        {
            key = field == 1 && kind == 0 ? number : key;
            data = field == 3 && kind == 2 ? Convert.ToHexString(octets) : data;
        }

        return key is { } index && data is not null ? (index, data) : throw new FormatException();
    }

    private static List<(UInt128 Field, int Kind, byte[] Octets, ulong Number)> Fields(byte[] message)
    {
        List<(UInt128, int, byte[], ulong)> fields = [];
        int at = 0;
        while (at < message.Length)
        {
            ulong tag = Number(message, ref at);
            ulong octets = (tag % 8) switch
            {
                0 => 0,
                1 => 8,
                2 => Number(message, ref at),
                5 => 4,
                _ => throw new FormatException(),
            };
            ulong number = tag % 8 == 0 ? Number(message, ref at) : 0;
            if (tag < 8 || octets > (ulong)(message.Length - at))
            {
                throw new FormatException();
            }

            fields.Add((tag / 8, (int)(tag % 8), message[at..(at + (int)octets)], number));
            at += (int)octets;
        }

        return fields;
    }

    private static ulong Number(byte[] bytes, ref int at)
    {
        UInt128 value = 0;
        for (int i = 0; i < 10; i++)
        {
            byte octet = bytes[at++];
            value += (UInt128)(octet % 128) << (7 * i);
            if (octet < 128)
            {
                return value > ulong.MaxValue ? throw new FormatException() : (ulong)value;
            }
        }

        throw new FormatException();
    }
}
