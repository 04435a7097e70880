using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace HotStream.Bench;

/// <summary>
/// Groups of long keys: a bucket is one cache line of eight keys, found by one 512-bit compare; the states lie in an
/// array of their own, because a line that is both scalar-stored and vector-loaded stalls. Key 0 marks a free place and
/// has its state apart. A full bucket runs over into the next.
/// </summary>
internal sealed unsafe class LongGroups : IDisposable
{
    public const int BucketKeys = 8;

    private const ulong Multiplier = 0x9E3779B97F4A7C15UL;
    private const double Load = 0.6;

    private readonly NativeBlock _keys;
    private readonly NativeBlock _states;
    private readonly int _buckets;
    private PackedState _zero = PackedState.Empty;

    public LongGroups(int expectedKeys)
    {
        _buckets = Math.Max(16, (int)(expectedKeys / (BucketKeys * Load)));
        _keys = new NativeBlock((long)_buckets * BucketKeys * sizeof(long));
        _states = new NativeBlock((long)_buckets * BucketKeys * sizeof(PackedState));
        new Span<PackedState>(_states.Pointer, _buckets * BucketKeys).Fill(PackedState.Empty);
    }

    public long Bytes => (long)_buckets * BucketKeys * (sizeof(long) + sizeof(PackedState));

    public long* Keys => (long*)_keys.Pointer;

    public PackedState* States => (PackedState*)_states.Pointer;

    public uint Buckets => (uint)_buckets;

    /// <summary>The slot of a bucket's first key, for a key that is to be looked for there.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FirstSlot(long key, uint buckets) =>
        (uint)(((unchecked((ulong)key * Multiplier) >> 32) * buckets) >> 32) * BucketKeys;

    /// <summary>The high bits of the same hash: keys with the same ones share a stretch of buckets.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint HighByte(long key) => (uint)(unchecked((ulong)key * Multiplier) >> 56);

    /// <summary>One bit for each place of the bucket that holds the key.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Match(long* bucket, long key) =>
        (uint)Vector512.Equals(Vector512.Load(bucket), Vector512.Create(key)).ExtractMostSignificantBits();

    /// <summary>Adds to a key that its first bucket did not hold: looks further, or takes a free place.</summary>
    public void AddFurther(long key, long value)
    {
        if (key == 0)
        {
            _zero.Add(value);
            return;
        }

        var slot = FirstSlot(key, Buckets);
        for (var walked = 0; walked < _buckets; walked++)
        {
            var found = Match(Keys + slot, key);
            var free = Match(Keys + slot, 0);
            if ((found | free) != 0)
            {
                var place = slot + (uint)BitOperations.TrailingZeroCount(found != 0 ? found : free);
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
        if (_zero.Unpack().Count > 0)
            answer = answer.WithGroup(AnswerHash.OfLong(0), _zero.Unpack());
        for (var slot = 0; slot < _buckets * BucketKeys; slot++)
        {
            if (Keys[slot] != 0)
                answer = answer.WithGroup(AnswerHash.OfLong(Keys[slot]), States[slot].Unpack());
        }

        return answer;
    }

    public void Dispose()
    {
        _keys.Dispose();
        _states.Dispose();
    }
}
