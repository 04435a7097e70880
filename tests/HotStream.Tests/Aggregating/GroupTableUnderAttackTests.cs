using System.Numerics;
using System.Reflection;
using System.Text;

namespace HotStream.Tests.Aggregating;

/// <summary>Somebody chooses keys that collide. The table must notice, change its hash, and stay right all the time.</summary>
public sealed class GroupTableUnderAttackTests
{
    public static TheoryData<string> Widths => [.. KernelCatalog.Supported];

    [Fact]
    public void The_keys_of_the_attack_really_collide()
    {
        long[] keys = [.. CollidingKeys.Of(5000)];
        Assert.Equal(5000, keys.Distinct().Count());
        Assert.Single(keys.Select(key => StableHash.Of(key)).Distinct());
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Thousands_of_colliding_numbers_change_the_hash_and_no_answer(string width)
    {
        KeyIndex<long> index = KeyIndex<long>.Create(width);
        using var table = new GroupTable<long, long>(index);
        long[] keys = [.. CollidingKeys.Of(20_000)];
        Assert.False(IsKeyed(index));
        for (int round = 0; round < 2; round++)
        {
            for (int start = 0; start < keys.Length; start += 700)
            {
                long[] block = [.. keys.Skip(start).Take(700)];
                table.Accumulate(block, block, default(SumAggregate<long>));
            }
        }

        Assert.True(IsKeyed(index));
        Assert.Equal(keys, table.Keys.ToArray());
        Assert.Equal(keys.Select(key => unchecked(key * 2)), table.States.ToArray());
        Assert.All(CollidingKeys.Of(20_500).Skip(20_000), absent => Assert.False(table.TryGet(absent, out _)));

        table.Clear(); // the suspicion stays: the next batch may come from the same sender
        Assert.True(IsKeyed(index));
        table.Accumulate(keys.AsSpan(0, 2000), keys.AsSpan(0, 2000), default(SumAggregate<long>));
        Assert.Equal(keys[..2000], table.Keys.ToArray());
    }

    [Fact]
    public void A_million_ordinary_texts_are_no_attack()
    {
        // Keys in an order that no hash is made for; where tables grow, chance fills runs of 30 lines and more.
        KeyIndex<Utf8Slice> index = KeyIndex<Utf8Slice>.Create();
        using var table = new GroupTable<Utf8Slice, long>(index);
        using var arena = new Utf8Arena();
        var random = new Random(7);
        var keys = new Utf8Slice[500];
        long[] ones = [.. Enumerable.Repeat(1L, keys.Length)];
        for (int block = 0; block < 2000; block++)
        {
            arena.Clear();
            for (int i = 0; i < keys.Length; i++)
            {
                keys[i] = arena.Add(Encoding.ASCII.GetBytes(random.NextInt64(1L << 36).ToString("x9")));
            }

            table.Accumulate(keys, ones, default(SumAggregate<long>));
        }

        Assert.InRange(table.Count, 990_000, 1_000_000);
        Assert.False(IsKeyed(index));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Colliding_keys_added_one_by_one_are_noticed_too(string width)
    {
        KeyIndex<long> index = KeyIndex<long>.Create(width);
        using var table = new GroupTable<long, int>(index);
        long[] keys = [.. CollidingKeys.Of(3000)];
        for (int i = 0; i < keys.Length; i++)
        {
            table.GetOrAdd(keys[i], i);
            table.GetOrAdd(i, -1); // harmless ones between them
        }

        Assert.True(IsKeyed(index));
        for (int i = 0; i < keys.Length; i++)
        {
            Assert.True(table.TryGet(keys[i], out int place));
            Assert.Equal(i, place);
        }
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Colliding_texts_change_the_hash_and_no_answer(string width)
    {
        // Long texts of 24 bytes: 16 the same for all, and 8 that leave the hash as it is.
        KeyIndex<Utf8Slice> index = KeyIndex<Utf8Slice>.Create(width);
        using var table = new GroupTable<Utf8Slice, long>(index);
        using var arena = new Utf8Arena();
        byte[][] texts = [.. CollidingKeys.Of(4000).Select(key => (byte[])[.. "sixteen bytes ok"u8, .. BitConverter.GetBytes(key)])];
        Assert.Single(texts.Select(text => StableHash.Of(arena.Add(text))).Distinct());
        for (int start = 0; start < texts.Length; start += 100)
        {
            Utf8Slice[] block = [.. texts.Skip(start).Take(100).Select(text => arena.Add(text))];
            table.Accumulate(block, [.. Enumerable.Repeat(1L, block.Length)], default(SumAggregate<long>));
            arena.Clear();
        }

        Assert.True(IsKeyed(index));
        Assert.Equal(texts.Select(Convert.ToHexString), table.Keys.ToArray().Select(key => Convert.ToHexString(key.Bytes)));
        Assert.All(texts, text => Assert.True(table.TryGet(arena.Add(text), out long one) && one == 1));
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Honest_keys_keep_the_fast_hash(string width)
    {
        KeyIndex<long> numbers = KeyIndex<long>.Create(width);
        using var table = new GroupTable<long, long>(numbers);
        KeyIndex<Utf8Slice> texts = KeyIndex<Utf8Slice>.Create(width);
        using var words = new GroupTable<Utf8Slice, long>(texts);
        for (int i = 0; i < 50_000; i++)
        {
            table.GetOrAdd(BitOperations.RotateLeft((ulong)i, i % 2 == 0 ? 0 : 37) is ulong word ? (long)word : 0, 1);
            words.GetOrAdd(Utf8Slice.FromInline(Encoding.ASCII.GetBytes("w" + i)), 1);
        }

        Assert.False(IsKeyed(numbers));
        Assert.False(IsKeyed(texts));
    }

    private static bool IsKeyed<TKey>(KeyIndex<TKey> index)
        where TKey : notnull =>
        (bool)index.GetType().GetProperty("IsKeyed", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(index)!;
}
