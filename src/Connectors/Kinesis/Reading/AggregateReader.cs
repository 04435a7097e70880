using System.Security.Cryptography;

namespace HotStream.Kinesis;

/// <summary>
/// Takes apart records that a producer sent as one (the producer library's format): four octets that say so, a message of Protocol Buffers,
/// and the MD5 of the message. The message has texts in field 1, partition keys, and in field 3 records: field 1 is the number of its key,
/// field 3 its data. What is not wholly of this form is a record as any other. Stateless.
/// </summary>
internal static class AggregateReader
{
    private const int SumBytes = 16;
    private const int KeysField = 1;
    private const int RecordsField = 3;
    private const int LengthDelimited = 2;

    [ThreadStatic]
    private static List<(int Start, int Length)>? t_keys;

    private static ReadOnlySpan<byte> Magic => [0xF3, 0x89, 0x9A, 0xC2];

    /// <summary>Adds the records of one that holds several.</summary>
    /// <param name="bytes">Where it lies.</param>
    /// <param name="whole">The record that the stream has.</param>
    /// <param name="entries">Takes the records; nothing when it holds none of this form.</param>
    /// <returns>Whether it was such a record.</returns>
    public static bool TryRead(ReadOnlySpan<byte> bytes, in KinesisEntry whole, List<KinesisEntry> entries)
    {
        ReadOnlySpan<byte> data = bytes.Slice(whole.Data, whole.DataLength);
        if (data.Length < Magic.Length + SumBytes || !data.StartsWith(Magic))
        {
            return false;
        }

        ReadOnlySpan<byte> message = data[Magic.Length..^SumBytes];
        Span<byte> sum = stackalloc byte[SumBytes];
#pragma warning disable CA5351 // the format's checksum, against accidents
        MD5.HashData(message, sum);
#pragma warning restore CA5351
        if (!sum.SequenceEqual(data[^SumBytes..]))
        {
            return false;
        }

        int before = entries.Count;
        List<(int Start, int Length)> keys = t_keys ??= [];
        keys.Clear();
        if (TryReadMessage(message, whole, whole.Data + Magic.Length, keys, entries) && TryGiveKeys(entries, before, keys))
        {
            return true;
        }

        entries.RemoveRange(before, entries.Count - before);
        return false;
    }

    private static bool TryReadMessage(ReadOnlySpan<byte> message, in KinesisEntry whole, int offset,
        List<(int Start, int Length)> keys, List<KinesisEntry> entries)
    {
        int at = 0;
        long part = 0;
        while (at < message.Length)
        {
            if (!TryField(message, ref at, out ulong field, out int type, out int start, out int length, out _))
            {
                return false;
            }

            if (field == KeysField && type == LengthDelimited)
            {
                keys.Add((offset + start, length));
            }
            else if (field == RecordsField && type == LengthDelimited)
            {
                if (!TryReadRecord(message.Slice(start, length), whole, offset + start, part++, entries))
                {
                    return false;
                }
            }
        }

        return true;
    }

    /// <summary>A record; its key is a number yet.</summary>
    private static bool TryReadRecord(ReadOnlySpan<byte> record, in KinesisEntry whole, int offset, long part, List<KinesisEntry> entries)
    {
        int at = 0;
        ulong? key = null;
        (int Start, int Length)? data = null;
        while (at < record.Length)
        {
            if (!TryField(record, ref at, out ulong field, out int type, out int start, out int length, out ulong number))
            {
                return false;
            }

            if (field == 1 && type == 0)
            {
                key = number;
            }
            else if (field == 3 && type == LengthDelimited)
            {
                data = (offset + start, length);
            }
        }

        if (key is not <= int.MaxValue || data is not { } found)
        {
            return false;
        }

        entries.Add(whole with { Key = (int)key, KeyLength = -1, Data = found.Start, DataLength = found.Length, Part = part });
        return true;
    }

    private static bool TryGiveKeys(List<KinesisEntry> entries, int first, List<(int Start, int Length)> keys)
    {
        for (int i = first; i < entries.Count; i++)
        {
            if (entries[i].Key >= keys.Count)
            {
                return false;
            }

            (int start, int length) = keys[entries[i].Key];
            entries[i] = entries[i] with { Key = start, KeyLength = length };
        }

        return true;
    }

    /// <summary>A field of a message: a number, or a run of octets; fixed ones of four and eight octets are passed over.</summary>
    private static bool TryField(ReadOnlySpan<byte> message, ref int at, out ulong field, out int type, out int start, out int length,
        out ulong number)
    {
        (field, type, start, length, number) = (0, 0, 0, 0, 0);
        if (!TryNumber(message, ref at, out ulong tag))
        {
            return false;
        }

        (field, type) = (tag >> 3, (int)(tag & 7));
        ulong octets;
        switch (type)
        {
            case 0:
                return field != 0 && TryNumber(message, ref at, out number);
            case 1:
                octets = 8;
                break;
            case LengthDelimited:
                if (!TryNumber(message, ref at, out octets))
                {
                    return false;
                }

                break;
            case 5:
                octets = 4;
                break;
            default:
                return false;
        }

        if (field == 0 || octets > (ulong)(message.Length - at))
        {
            return false;
        }

        (start, length) = (at, (int)octets);
        at += length;
        return true;
    }

    /// <summary>A number in octets of seven bits, the lowest first; the last is below 128.</summary>
    private static bool TryNumber(ReadOnlySpan<byte> message, ref int at, out ulong number)
    {
        number = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (at == message.Length)
            {
                return false;
            }

            byte octet = message[at++];
            if (shift == 63 && octet > 1)
            {
                return false; // more than 64 bits
            }

            number |= (ulong)(octet & 0x7F) << shift;
            if (octet < 0x80)
            {
                return true;
            }
        }

        return false;
    }
}
