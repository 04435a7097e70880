using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Aggregating;

/// <summary>The laws of <see cref="IAggregate{TValue,TState}"/>. Every aggregate of the engine must pass.</summary>
/// <param name="aggregate">The aggregate.</param>
/// <param name="value">Its values, among them those at the edges.</param>
public abstract class AggregateLaws<TAggregate, TValue, TState>(TAggregate aggregate, Gen<TValue> value)
    where TAggregate : struct, IAggregate<TValue, TState>
{
    private readonly Gen<TValue[]> _values = Gen.Choose(1, 30).SelectMany(count => value.ArrayOf(count));

    [Fact]
    public void Merging_is_associative() => Cases.Check(_values.Three(), given =>
    {
        (TState a, TState b, TState c) = (Fold(given.Item1), Fold(given.Item2), Fold(given.Item3));
        AssertSame(Merge(Merge(a, b), c), Merge(a, Merge(b, c)));
    });

    [Fact]
    public void Merging_is_commutative() => Cases.Check(_values.Two(), given =>
        AssertSame(Merge(Fold(given.Item1), Fold(given.Item2)), Merge(Fold(given.Item2), Fold(given.Item1))));

    [Fact]
    public void However_the_values_are_split_merging_gives_the_fold_of_all() => Cases.Check(
        _values.SelectMany(values => Gen.Choose(1, Math.Max(1, values.Length - 1)).Select(cut => (values, cut))), given =>
    {
        if (given.cut < given.values.Length)
        {
            AssertSame(Fold(given.values), Merge(Fold(given.values[..given.cut]), Fold(given.values[given.cut..])));
        }
    });

    [Fact]
    public void Adding_a_value_is_merging_the_state_of_that_value() => Cases.Check(_values.Zip(value), given =>
    {
        TState added = Fold(given.Item1);
        aggregate.Add(ref added, given.Item2);
        AssertSame(Merge(Fold(given.Item1), aggregate.Create(given.Item2)), added);
    });

    [Fact]
    public void The_order_of_values_does_not_matter() => Cases.Check(_values, values =>
        AssertSame(Fold(values), Fold([.. values.Reverse()])));

    [Fact]
    public void A_table_folds_as_the_aggregate_does() => Cases.Check(_values, values =>
    {
        using var table = new GroupTable<int, TState>();
        table.Accumulate(new int[values.Length], values, aggregate);
        Assert.True(table.TryGet(0, out TState state));
        AssertSame(Fold(values), state);
    });

    /// <summary>States are the same; aggregates whose arithmetic rounds say how close is close enough.</summary>
    protected virtual void AssertSame(TState expected, TState actual) => Assert.Equal(expected, actual);

    private TState Fold(TValue[] values)
    {
        TState state = aggregate.Create(values[0]);
        foreach (TValue next in values.AsSpan(1))
        {
            aggregate.Add(ref state, next);
        }

        return state;
    }

    private TState Merge(TState left, TState right)
    {
        aggregate.Merge(ref left, right);
        return left;
    }
}
