using System.Reflection;

namespace HotStream.Tests.Aggregating;

/// <summary>Growth spread over many calls, and what else happens while it lasts.</summary>
[Collection(AloneCollection.Name)]
public sealed class GroupTableGrowthTests
{
    private const int Keys = 60_000;

    public static TheoryData<string> Widths => [.. KernelCatalog.Supported];

    [Theory]
    [MemberData(nameof(Widths))]
    public void Nothing_is_lost_while_the_table_grows(string width)
    {
        KeyIndex<long> index = KeyIndex<long>.Create(width);
        using var table = new GroupTable<long, long>(index);
        int growing = 0;
        for (int number = 0; number < Keys; number++)
        {
            table.GetOrAdd(number, -number);
            if (IsGrowing(index) && number % 16 == 0)
            {
                growing++;
                int old = (int)((uint)(number * 40503) % (uint)(number + 1));
                Assert.True(table.TryGet(old, out long state));
                Assert.Equal(-old, state);
                Assert.False(table.TryGet(number + 1, out _));
            }
        }

        Assert.True(growing > 100, $"The table was seen growing only {growing} times.");
        Assert.Equal(Enumerable.Range(0, Keys).Select(n => (long)n), table.Keys.ToArray());
        Assert.Equal(Enumerable.Range(0, Keys).Select(n => -(long)n), table.States.ToArray());
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void Clearing_a_growing_table_leaves_an_empty_one(string width)
    {
        KeyIndex<Utf8Slice> index = KeyIndex<Utf8Slice>.Create(width);
        using var table = new GroupTable<Utf8Slice, long>(index);
        using var keys = new TextKeys();
        int cleared = 0;
        for (int number = 0; number < 40_000 && cleared < 3; number++)
        {
            table.GetOrAdd(keys.Of(number), 1);
            if (IsGrowing(index))
            {
                table.Clear();
                cleared++;
                Assert.Equal(0, table.Count);
                Assert.False(IsGrowing(index));
                Assert.False(table.TryGet(keys.Of(number), out _));
                Assert.False(table.TryGet(keys.Of(number / 2), out _));
            }
        }

        Assert.True(cleared > 0);
    }

    [Theory]
    [MemberData(nameof(Widths))]
    public void A_large_table_with_few_keys_is_cleared_completely(string width)
    {
        KeyIndex<long> index = KeyIndex<long>.Create(width);
        using var table = new GroupTable<long, long>(index);
        long[] many = [.. Enumerable.Range(0, 50_000).Select(n => (long)n)];
        table.Accumulate<long, SumAggregate<long>>(many, many, default);
        table.Clear();
        for (int round = 0; round < 20; round++)
        {
            // Few keys now, of which most collide, so that lines fill up and run over.
            long[] few = [.. CollidingKeys.Of(100).Skip(round * 3).Take(90), 0, -1, round];
            table.Accumulate<long, SumAggregate<long>>(few, few, default);
            Assert.Equal(few.Distinct().ToArray(), table.Keys.ToArray());
            table.Clear();
            Assert.Equal(0, table.Count);
            Assert.All(few, key => Assert.False(table.TryGet(key, out _)));
        }
    }

    [Fact]
    public void A_table_returns_all_its_text_memory()
    {
        int before = SlabPool.Outstanding;
        using (var keys = new TextKeys())
        using (var table = new GroupTable<Utf8Slice, long>())
        {
            for (int number = 0; number < 20_000; number++)
            {
                table.GetOrAdd(keys.Of(number), 1);
            }

            Assert.True(SlabPool.Outstanding > before);
        }

        Assert.Equal(before, SlabPool.Outstanding);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(100)]
    public void A_released_text_among_the_keys_leaves_a_table_that_can_be_read(int knownKeys)
    {
        using var table = new GroupTable<Utf8Slice, long>();
        for (int i = 0; i < knownKeys; i++)
        {
            table.GetOrAdd(Utf8Slice.FromInline(BitConverter.GetBytes(i + 1)), i);
        }

        var memory = new Memory.TextMemory();
        Utf8Slice stale = memory.Add("a text whose slab is about to be released");
        memory.Dispose();
        Utf8Slice[] block = [.. Enumerable.Range(0, 511).Select(i => Utf8Slice.FromInline(BitConverter.GetBytes(1_000_000 + i))), stale];
        long[] values = [.. Enumerable.Repeat(1L, 512)];
        Assert.Throws<ObjectDisposedException>(() => table.Accumulate(block, values, default(SumAggregate<long>)));
        Assert.Throws<ObjectDisposedException>(() => table.GetOrAdd(stale, 1));

        Assert.Equal(table.Count, table.States.Length);
        Assert.True(table.States.Length <= StateCapacity(table), "There are more keys than there is room for states.");
        table.Accumulate(block.AsSpan(0, 511), values.AsSpan(0, 511), default(SumAggregate<long>));
        Assert.Equal(knownKeys + 511, table.Count);
        Assert.Equal(Enumerable.Range(0, knownKeys).Select(i => (long)i), table.States[..knownKeys].ToArray());
        Assert.All(table.States[knownKeys..].ToArray(), state => Assert.Equal(1, state));
    }

    private static int StateCapacity<TKey, TState>(GroupTable<TKey, TState> table)
        where TKey : notnull =>
        ((GrowingArray<TState>)table.GetType().GetField("_states", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(table)!)
            .Capacity;

    private static bool IsGrowing<TKey>(KeyIndex<TKey> index)
        where TKey : notnull =>
        (bool)index.GetType().GetProperty("IsGrowing", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(index)!;
}
