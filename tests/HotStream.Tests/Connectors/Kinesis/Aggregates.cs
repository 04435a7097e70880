using System.Security.Cryptography;
using System.Text;

namespace HotStream.Tests.Connectors.Kinesis;

/// <summary>Makes one record of several, as the producer library does, by its published format.</summary>
internal static class Aggregates
{
    public static byte[] Of(params (string Key, string Data)[] records)
    {
        List<string> keys = [.. records.Select(record => record.Key).Distinct()];
        byte[] message =
        [
            .. keys.SelectMany(key => Field(1, Encoding.UTF8.GetBytes(key))),
            .. records.SelectMany(record => Field(3,
                [8, .. Number((ulong)keys.IndexOf(record.Key)), .. Field(3, Encoding.UTF8.GetBytes(record.Data))])),
        ];
#pragma warning disable CA5351 // the format's checksum, against accidents
        return [0xF3, 0x89, 0x9A, 0xC2, .. message, .. MD5.HashData(message)];
#pragma warning restore CA5351
    }

    private static byte[] Field(int number, byte[] octets) => [(byte)((number << 3) | 2), .. Number((ulong)octets.Length), .. octets];

    private static byte[] Number(ulong number)
    {
        List<byte> octets = [];
        for (; number >= 0x80; number >>= 7)
        {
            octets.Add((byte)(number | 0x80));
        }

        return [.. octets, (byte)number];
    }
}
