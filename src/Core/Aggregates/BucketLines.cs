using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// The memory of a <see cref="BucketIndex{TKey,TKind,TWidth}"/>: 64-byte lines, each with its keys first and their group numbers behind
/// them, so that one line fetched answers one look-up: five 8-byte keys (40 + 20 bytes) or three 16-byte keys (48 + 12 bytes).
/// </summary>
internal sealed unsafe class BucketLines : IDisposable
{
    /// <summary>
    /// Lines behind the last bucket. A look-up that found nothing reads the group number of lane 32 (or 16, for pairs) before it knows:
    /// up to 172 bytes from the start of its line.
    /// </summary>
    internal const int LinesBehind = 2;

    private readonly NativeBlock _lines;

    public BucketLines(int buckets, int lanes, bool keyed)
    {
        _lines = new NativeBlock((nuint)(buckets + LinesBehind) * 64);
        Buckets = buckets;
        Keyed = keyed;
        Limit = LimitFor(buckets, lanes);
    }

    /// <summary>Lines, a power of two.</summary>
    public int Buckets { get; }

    /// <summary>Keys this table takes before it must grow.</summary>
    public int Limit { get; }

    /// <summary>Whether keys are placed by the keyed hash.</summary>
    public bool Keyed { get; }

    public uint Mask => (uint)Buckets - 1;

    public ulong* Lines => (ulong*)_lines.Pointer;

    public long Bytes => (long)_lines.Length;

    /// <summary>Half of the lanes: few lines overflow there, and a table just doubled still fills its memory to a quarter.</summary>
    public static int LimitFor(int buckets, int lanes) => (int)Math.Min(int.MaxValue, (long)buckets * lanes / 2);

    public void Clear() => NativeMemory.Clear(_lines.Pointer, _lines.Length);

    public void Dispose() => _lines.Dispose();
}
