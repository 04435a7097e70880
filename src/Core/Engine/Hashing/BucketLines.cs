using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>
/// The memory of a <see cref="BucketIndex{TKey,TKind,TWidth}"/>: 64-byte lines that hold keys with their group numbers, so that one line
/// fetched answers one look-up: five words, or four texts.
/// </summary>
internal sealed unsafe class BucketLines : IDisposable
{
    private readonly NativeBlock _lines;

    public BucketLines(int buckets, int keysInSixteen, bool keyed)
    {
        _lines = new NativeBlock((nuint)buckets * 64);
        Buckets = buckets;
        Keyed = keyed;
        Limit = LimitFor(buckets, keysInSixteen);
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

    /// <summary>Keys that so many lines take.</summary>
    public static int LimitFor(int buckets, int keysInSixteen) => (int)Math.Min(int.MaxValue, (long)buckets * keysInSixteen / 16);

    public void Clear() => NativeMemory.Clear(_lines.Pointer, _lines.Length);

    public void Dispose() => _lines.Dispose();
}
