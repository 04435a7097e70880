using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// The memory of a <see cref="BucketIndex{TKey,TKind,TWidth}"/>: 64-byte lines, each with its keys first and their group numbers behind
/// them, so that one line fetched answers one look-up: five 8-byte keys (40 + 20 bytes) or three 16-byte keys (48 + 12 bytes).
/// </summary>
internal sealed unsafe class BucketLines : IDisposable
{
    private readonly NativeBlock _lines;

    public BucketLines(int buckets, int lanes, bool keyed)
    {
        _lines = new NativeBlock((nuint)buckets * 64);
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

    /// <summary>
    /// Five eighths of the lanes: one number in seventeen, one text in nine overflows its line there, and a table just doubled fills its
    /// memory to a third.
    /// </summary>
    public static int LimitFor(int buckets, int lanes) => (int)Math.Min(int.MaxValue, (long)buckets * lanes * 5 / 8);

    public void Clear() => NativeMemory.Clear(_lines.Pointer, _lines.Length);

    public void Dispose() => _lines.Dispose();
}
