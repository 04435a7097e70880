using System.Runtime.CompilerServices;
using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Batches;

/// <summary>The left side of a join answers as a dictionary of lists would, batch after batch, and forgets what it held.</summary>
public sealed class JoinTableTests
{
    private static readonly Gen<int[][]> s_blocks =
        Cases.Arrays(Gen.OneOf(Cases.Arrays(Gen.Choose(0, 5), 1, 20), Cases.Arrays(Gen.Choose(0, 3000), 1, Block.Size)), 0, 8);

    [Property(MaxTest = 60)]
    public Property A_table_of_numbers_answers_as_a_dictionary_of_lists() => Cases.ForAll(
        from first in s_blocks
        from second in s_blocks
        from expect in Gen.Elements(0, 100, 5000)
        select (first, second, expect),
        x =>
        {
            using var table = new JoinTable<long, long>();
            Law(table, x.first, x.expect, key => key - 3, value => value);
            table.Clear();
            Law(table, x.second, x.expect, key => key - 3, value => value);
        });

    [Property(MaxTest = 60)]
    public Property A_table_of_texts_answers_as_a_dictionary_of_lists() => Cases.ForAll(
        from first in s_blocks
        from second in s_blocks
        select (first, second),
        x =>
        {
            using var table = new JoinTable<string, string>();
            Law(table, x.first, 100, key => $"key {key}", value => $"value {value}");
            table.Clear();
            Law(table, x.second, 0, key => $"key {key}", value => $"value {value}");
        });

    [Fact]
    public void More_than_a_cache_holds_is_found_all_the_same()
    {
        int[][] blocks = [.. Enumerable.Range(0, 60_000).Select(i => i % 40_000).Chunk(Block.Size)];
        using var numbers = new JoinTable<long, long>();
        Law(numbers, blocks, 0, key => key, value => value);
        using var texts = new JoinTable<string, string>();
        Law(texts, blocks, 0, key => $"{key}", value => $"{value}");
    }

    [Fact]
    public void A_table_that_is_cleared_holds_neither_keys_nor_values()
    {
        using var table = new JoinTable<object, object>();
        (WeakReference key, WeakReference value) = Fill();
        table.Clear();
        GC.Collect();
        Assert.Equal((false, false), (key.IsAlive, value.IsAlive));

        [MethodImpl(MethodImplOptions.NoInlining)]
        (WeakReference Key, WeakReference Value) Fill()
        {
            object key = new();
            object value = new();
            table.Add([KeyValuePair.Create(key, value)]);
            return (new(key), new(value));
        }
    }

    private static void Law<TKey, TValue>(JoinTable<TKey, TValue> table, int[][] blocks, int expect, Func<int, TKey> keyOf,
        Func<int, TValue> valueOf)
        where TKey : notnull
    {
        Assert.Equal((0, 0), (table.Keys.Length, table.Met.Length));
        table.Expect(expect);
        var order = new List<TKey>();
        var lists = new Dictionary<TKey, List<TValue>>();
        int number = 0;
        foreach (int[] block in blocks)
        {
            KeyValuePair<TKey, TValue>[] pairs = [.. block.Select(key => KeyValuePair.Create(keyOf(key), valueOf(number++)))];
            table.Add(pairs);
            foreach ((TKey key, TValue value) in pairs)
            {
                if (!lists.TryGetValue(key, out List<TValue>? list))
                {
                    lists[key] = list = [];
                    order.Add(key);
                }

                list.Add(value);
            }
        }

        Assert.Equal(order, table.Keys.ToArray());
        Assert.Equal(new byte[order.Count], table.Met.ToArray());
        foreach (KeyValuePair<TKey, char>[] asked in order.Append(keyOf(-1)).Select(key => KeyValuePair.Create(key, 'x')).Chunk(Block.Size))
        {
            int[] found = table.Find<char>(asked).ToArray();
            Assert.Equal(asked.Length, found.Length);
            for (int i = 0; i < found.Length; i++)
            {
                Assert.Equal(lists.ContainsKey(asked[i].Key), found[i] >= 0);
                if (found[i] >= 0)
                {
                    Assert.Equal(asked[i].Key, table.Keys[found[i]]);
                    Assert.Equal(lists[asked[i].Key], Values(found[i]));
                    if (found[i] % 2 == 0)
                    {
                        table.Meet(found[i]);
                    }
                }
            }
        }

        Assert.Equal(Enumerable.Range(0, order.Count).Select(key => (byte)(1 - (key % 2))), table.Met.ToArray());

        List<TValue> Values(int key)
        {
            var values = new List<TValue>();
            int last = table.LastOf(key);
            int record = last;
            do
            {
                record = table.After(record);
                values.Add(table.ValueOf(record));
            }
            while (record != last && values.Count <= number);
            return values;
        }
    }
}
