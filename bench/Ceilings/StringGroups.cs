using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream.Bench;

/// <summary>
/// Groups of string keys up to 12 bytes, held as 16-byte views: a bucket is one cache line of four keys, found by one 512-bit
/// compare; states apart, as in LongGroups. The rows made here have no empty key, which would look like a free place.
/// </summary>
internal sealed unsafe class StringGroups : IDisposable
{
    public const int BucketKeys = 4;

    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;
    private const double Load = 0.5;

    private readonly NativeBlock _keys;
    private readonly NativeBlock _states;
    private readonly int _buckets;

    public StringGroups(int expectedKeys)
    {
        _buckets = Math.Max(16, (int)(expectedKeys / (BucketKeys * Load)));
        _keys = new NativeBlock((long)_buckets * BucketKeys * sizeof(Vector128<byte>));
        _states = new NativeBlock((long)_buckets * BucketKeys * sizeof(PackedState));
        new Span<PackedState>(_states.Pointer, _buckets * BucketKeys).Fill(PackedState.Empty);
    }

    public long Bytes => (long)_buckets * BucketKeys * (sizeof(Vector128<byte>) + sizeof(PackedState));

    public Vector128<byte>* Keys => (Vector128<byte>*)_keys.Pointer;

    public PackedState* States => (PackedState*)_states.Pointer;

    public uint Buckets => (uint)_buckets;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FirstSlot(Vector128<byte> key, uint buckets)
    {
        // The checksum is linear; the multiplication spreads what it leaves in the low bits.
        var crc = BitOperations.Crc32C(BitOperations.Crc32C(0, key.AsUInt64()[0]), key.AsUInt64()[1]);
        return (uint)((((crc * Multiplier) >> 32) * buckets) >> 32) * BucketKeys;
    }

    /// <summary>One bit, at twice its place, for each key of the bucket that is the key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Match(Vector128<byte>* bucket, Vector128<byte> key)
    {
        var four = Vector256.Create(key);
        var wanted = Vector512.Create(four, four).AsUInt64();
        var halves = (uint)Vector512.Equals(Vector512.Load((ulong*)bucket), wanted).ExtractMostSignificantBits();
        return halves & (halves >> 1) & 0b0101_0101;
    }

    public void AddFurther(Vector128<byte> key, long value)
    {
        var slot = FirstSlot(key, Buckets);
        for (var walked = 0; walked < _buckets; walked++)
        {
            var found = Match(Keys + slot, key);
            var free = Match(Keys + slot, Vector128<byte>.Zero);
            if ((found | free) != 0)
            {
                var place = slot + (uint)BitOperations.TrailingZeroCount(found != 0 ? found : free) / 2;
                Keys[place] = key;
                States[place].Add(value);
                return;
            }

            slot = slot + BucketKeys == Buckets * BucketKeys ? 0 : slot + BucketKeys;
        }

        throw new NotSupportedException("this hand-written table does not grow: more keys than it was made for");
    }

    public JobAnswer Answer()
    {
        var answer = default(JobAnswer);
        for (var slot = 0; slot < _buckets * BucketKeys; slot++)
        {
            if (Keys[slot] == Vector128<byte>.Zero)
                continue;
            var key = new ReadOnlySpan<byte>(Keys + slot, Keys[slot].AsInt32()[3]);
            answer = answer.WithGroup(AnswerHash.OfBytes(key), States[slot].Unpack());
        }

        return answer;
    }

    public void Dispose()
    {
        _keys.Dispose();
        _states.Dispose();
    }
}
