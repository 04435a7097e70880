using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Aggregating;

/// <summary>The laws of <see cref="IAggregate{TValue,TState}"/>. Every aggregate of the engine must pass.</summary>
/// <param name="aggregate">The aggregate.</param>
/// <param name="value">Its values, among them those at the edges.</param>
/// <param name="longest">Most values of a list.</param>
internal abstract class AggregateLaws<TAggregate, TValue, TState>(TAggregate aggregate, Gen<TValue> value, int longest = 30)
    where TAggregate : struct, IAggregate<TValue, TState>
{
    protected TAggregate Aggregate { get; } = aggregate;

    protected Gen<TValue[]> Lists { get; } = Gen.Choose(1, longest).SelectMany(count => value.ArrayOf(count));

    public void Merging_is_associative() => Cases.Check(Lists.Three(), given =>
    {
        (TState a, TState b, TState c) = (Fold(given.Item1), Fold(given.Item2), Fold(given.Item3));
        AssertSame(Merge(Merge(a, b), c), Merge(a, Merge(b, c)));
    });

    public void However_the_values_are_split_merging_gives_the_fold_of_all() => Cases.Check(
        Lists.SelectMany(values => Gen.Choose(1, Math.Max(1, values.Length - 1)).Select(cut => (values, cut))), given =>
    {
        if (given.cut < given.values.Length)
        {
            AssertSame(Fold(given.values), Merge(Fold(given.values[..given.cut]), Fold(given.values[given.cut..])));
        }
    });

    public void Adding_a_value_is_merging_the_state_of_that_value() => Cases.Check(Lists.Zip(value), given =>
    {
        TState added = Fold(given.Item1);
        Aggregate.Add(ref added, given.Item2);
        AssertSame(Merge(Fold(given.Item1), Aggregate.Create(given.Item2)), added);
    });

    public void Merging_leaves_the_states_it_was_given_as_they_were() => Cases.Check(Lists.Three(), given =>
    {
        (TState a, TState b, TState c) = (Fold(given.Item1), Fold(given.Item2), Fold(given.Item3));
        TState total = a; // the first of several states is taken as it is
        Aggregate.Merge(ref total, b);
        Aggregate.Merge(ref total, c);
        Assert.Equal(Seen(Fold(given.Item1)), Seen(a));
        Assert.Equal(Seen(Fold(given.Item2)), Seen(b));
        Assert.Equal(Seen(Fold(given.Item3)), Seen(c));
    });

    public void A_table_folds_as_the_aggregate_does() => Cases.Check(Lists, values =>
    {
        using var table = new GroupTable<int, TState>();
        table.Accumulate(new int[values.Length], values, Aggregate);
        Assert.True(table.TryGet(0, out TState state));
        AssertSame(Fold(values), state);
    });

    /// <summary>All there is to see of a state, to be compared.</summary>
    protected virtual object? Seen(TState state) => state;

    /// <summary>States are the same; aggregates whose arithmetic rounds say how close is close enough.</summary>
    protected virtual void AssertSame(TState expected, TState actual) => Assert.Equal(Seen(expected), Seen(actual));

    protected TState Fold(TValue[] values)
    {
        TState state = Aggregate.Create(values[0]);
        foreach (TValue next in values.AsSpan(1))
        {
            Aggregate.Add(ref state, next);
        }

        return state;
    }

    protected TState Merge(TState left, TState right)
    {
        Aggregate.Merge(ref left, right);
        return left;
    }
}
