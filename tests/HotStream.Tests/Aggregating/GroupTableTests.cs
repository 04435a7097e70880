using FsCheck;

namespace HotStream.Tests.Aggregating;

/// <summary>The table does what a dictionary does, for every kind of key and every vector width.</summary>
public sealed class GroupTableTests
{
    private const int Sequences = 25; // for each kind of key and width

    [Property(MaxTest = 2 * Sequences)]
    public Property Texts_behave_as_in_a_dictionary() => InEveryWidth(static () => new TextKeys());

    [Property(MaxTest = Sequences)]
    public Property Dense_numbers_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Dense);

    [Property(MaxTest = Sequences)]
    public Property Negative_numbers_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Negative);

    [Property(MaxTest = Sequences)]
    public Property Sparse_numbers_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Sparse);

    [Property(MaxTest = Sequences)]
    public Property Numbers_that_differ_in_high_bits_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.HighBits);

    [Property(MaxTest = Sequences)]
    public Property Ints_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Ints);

    [Property(MaxTest = Sequences)]
    public Property Enums_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Enums);

    [Property(MaxTest = Sequences)]
    public Property Shorts_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Shorts);

    [Property(MaxTest = Sequences)]
    public Property Time_spans_behave_as_in_a_dictionary() => InEveryWidth(TestKeys.Spans);

    [Property(MaxTest = Sequences)]
    public Property Strings_behave_as_in_a_dictionary() => Law(TestKeys.Strings, "scalar");

    [Property(MaxTest = Sequences)]
    public Property Pairs_behave_as_in_a_dictionary() => Law(TestKeys.Pairs, "scalar");

    [Property(MaxTest = Sequences)]
    public Property Doubles_behave_as_in_a_dictionary() => Law(TestKeys.Doubles, "scalar");

    [Property(MaxTest = Sequences)]
    public Property A_compared_index_gives_the_groups_that_the_bucket_index_gives() => Cases.ForAllLists(TableStep.Sequences, steps =>
    {
        using var table = new GroupTable<long, long>(new ComparedIndex<long>());
        new TableAgainstDictionary<long>(TestKeys.Sparse(), table).Run(steps);
    });

    [Property(MaxTest = Sequences)]
    public Property The_public_table_uses_the_width_of_the_catalogue() => Cases.ForAllLists(TableStep.Sequences, steps =>
    {
        using var keys = new TextKeys();
        using var table = new GroupTable<Utf8Slice, long>();
        new TableAgainstDictionary<Utf8Slice>(keys, table).Run(steps);
    });

    [Fact]
    public void States_that_are_objects_are_kept_and_forgotten()
    {
        using var table = new GroupTable<string, string>();
        var join = new ReduceAggregate<string>((left, right) => left + right);
        string[] keys = ["b", "a", "b", "c", "a", "b"];
        table.Accumulate<string, ReduceAggregate<string>>(keys, ["1", "2", "3", "4", "5", "6"], join);
        Assert.Equal(["b", "a", "c"], table.Keys.ToArray());
        Assert.Equal(["136", "25", "4"], table.States.ToArray());
        table.Clear();
        Assert.Equal(0, table.Count);
        Assert.False(table.TryGet("a", out string state));
        Assert.Null(state);
        Assert.Equal("new", table.GetOrAdd("a", "new"));
    }

    [Fact]
    public void Values_that_do_not_match_the_keys_are_refused()
    {
        using var table = new GroupTable<long, long>();
        var error = Assert.Throws<ArgumentException>(() => table.Accumulate<long, SumAggregate<long>>([1, 2], [1], default));
        Assert.Contains("2 keys came with 1 values", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, table.Count);
    }

    [Fact]
    public void An_empty_table_answers_like_any_other()
    {
        using var table = new GroupTable<Utf8Slice, long>();
        Assert.True(table.Keys.IsEmpty);
        Assert.True(table.States.IsEmpty);
        Assert.False(table.TryGet(Utf8Slice.Empty, out _));
        table.Accumulate<long, SumAggregate<long>>([], [], default);
        table.Clear();
        Assert.Equal(0, table.Count);
    }

    private static Property InEveryWidth<TKey>(Func<TestKeys<TKey>> makeKeys)
        where TKey : notnull => Law(makeKeys, [.. KernelCatalog.Supported]);

    private static Property Law<TKey>(Func<TestKeys<TKey>> makeKeys, params string[] widths)
        where TKey : notnull => Cases.ForAllLists(TableStep.Sequences, steps => Array.ForEach(widths, width =>
        {
            using TestKeys<TKey> keys = makeKeys();
            using var table = new GroupTable<TKey, long>(KeyIndex<TKey>.Create(width));
            new TableAgainstDictionary<TKey>(keys, table).Run(steps);
        }));
}
