using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Aggregating;

/// <summary>The laws of <see cref="IInvertibleAggregate{TValue, TState}"/>.</summary>
/// <inheritdoc/>
internal abstract class InvertibleLaws<TAggregate, TValue, TState>(TAggregate aggregate, Gen<TValue> value)
    : CommutativeLaws<TAggregate, TValue, TState>(aggregate, value)
    where TAggregate : struct, IInvertibleAggregate<TValue, TState>
{
    public void Subtracting_undoes_merging() => Cases.Check(Lists.Two(), given =>
        AssertSame(Fold(given.Item1), Subtract(Merge(Fold(given.Item1), Fold(given.Item2)), Fold(given.Item2))));

    public void What_came_first_can_leave_first() => Cases.Check(Lists.Two(), given =>
        AssertSame(Fold(given.Item2), Subtract(Merge(Fold(given.Item1), Fold(given.Item2)), Fold(given.Item1))));

    public void A_window_that_adds_and_subtracts_holds_the_fold_of_what_is_in_it() =>
        Cases.Check(Lists.ArrayOf(40).Zip(Gen.Choose(1, 10)), given =>
    {
        (TValue[][] panes, int length) = given;
        TState total = Fold(panes[0]);
        for (int pane = 1; pane < panes.Length; pane++)
        {
            total = Merge(total, Fold(panes[pane]));
            if (pane >= length)
            {
                total = Subtract(total, Fold(panes[pane - length]));
            }

            AssertSame(Fold([.. panes[Math.Max(0, pane - length + 1)..(pane + 1)].SelectMany(values => values)]), total);
        }
    }, count: 30);

    public void Subtracting_leaves_the_state_that_leaves_as_it_was() => Cases.Check(Lists.Two(), given =>
    {
        TState leaving = Fold(given.Item1);
        Subtract(Merge(leaving, Fold(given.Item2)), leaving);
        Assert.Equal(Seen(Fold(given.Item1)), Seen(leaving));
    });

    private TState Subtract(TState state, TState leaving)
    {
        Aggregate.Subtract(ref state, leaving);
        return state;
    }
}
