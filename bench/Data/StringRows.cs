using System.Runtime.Intrinsics;

namespace HotStream.Bench;

/// <summary>
/// Rows of string keys (8 to 12 ASCII letters) and long values, each key in three forms: UTF-8 bytes at
/// Offsets[i]..Offsets[i + 1], a .NET string (one instance a distinct key), and a 16-byte view (12 bytes zero-padded, then the length).
/// </summary>
internal sealed record StringRows(
    byte[] Bytes, int[] Offsets, string[] Strings, Vector128<byte>[] Views, long[] Values, int KeyCount, JobAnswer Answer)
{
    public int Count => Values.Length;

    public ReadOnlySpan<byte> Key(int row) => Bytes.AsSpan(Offsets[row]..Offsets[row + 1]);
}
