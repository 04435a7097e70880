using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Aggregating;

/// <summary>The laws of aggregates for which order does not matter: all but first and last.</summary>
/// <inheritdoc/>
internal abstract class CommutativeLaws<TAggregate, TValue, TState>(TAggregate aggregate, Gen<TValue> value, int longest = 30)
    : AggregateLaws<TAggregate, TValue, TState>(aggregate, value, longest)
    where TAggregate : struct, IAggregate<TValue, TState>
{
    public void Merging_is_commutative() => Cases.Check(Lists.Two(), given =>
        AssertSame(Merge(Fold(given.Item1), Fold(given.Item2)), Merge(Fold(given.Item2), Fold(given.Item1))));

    public void The_order_of_values_does_not_matter() => Cases.Check(Lists, values =>
        AssertSame(Fold(values), Fold([.. values.Reverse()])));
}
