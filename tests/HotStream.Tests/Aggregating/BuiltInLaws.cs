using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Aggregating;

/// <summary>Counts.</summary>
internal sealed class CountLaws() : InvertibleLaws<CountAggregate<double>, double, long>(default, NumberCases.AnyDoubles);

/// <summary>Sums of whole numbers, overflow included.</summary>
internal sealed class SumOfLongsLaws() : InvertibleLaws<SumAggregate<long>, long, long>(default, NumberCases.Longs);

/// <summary>Sums of narrow numbers wrap around as their type does.</summary>
internal sealed class SumOfIntsLaws()
    : InvertibleLaws<SumAggregate<int>, int, int>(default, Gen.OneOf(Gen.Choose(-5, 5), Gen.Elements(int.MaxValue, int.MinValue)));

/// <summary>Sums of doubles obey the laws up to rounding.</summary>
internal sealed class SumOfDoublesLaws() : InvertibleLaws<SumAggregate<double>, double, double>(default, NumberCases.Sevenths)
{
    protected override void AssertSame(double expected, double actual) => Assert.Equal(expected, actual, tolerance: 1e-6);
}

/// <summary>Means of whole numbers are exact as long as their sums are.</summary>
internal sealed class MeanOfIntsLaws()
    : InvertibleLaws<MeanAggregate<int>, int, MeanState>(default, Gen.Choose(int.MinValue, int.MaxValue));

/// <summary>Means of doubles obey the laws up to rounding.</summary>
internal sealed class MeanOfDoublesLaws() : InvertibleLaws<MeanAggregate<double>, double, MeanState>(default, NumberCases.Sevenths)
{
    protected override void AssertSame(MeanState expected, MeanState actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Sum, actual.Sum, tolerance: 1e-6);
    }
}

/// <summary>Mean and variance obey the laws up to rounding.</summary>
internal sealed class VarianceLaws() : InvertibleLaws<VarianceAggregate<double>, double, VarianceState>(default, NumberCases.Sevenths)
{
    protected override void AssertSame(VarianceState expected, VarianceState actual)
    {
        Assert.Equal(expected.Count, actual.Count);
        Assert.Equal(expected.Mean, actual.Mean, tolerance: 1e-7);
        // of squares up to 2e10, a thousand at most
        Assert.Equal(expected.SquaredDeviations, actual.SquaredDeviations, tolerance: 1e-14 * 2e10 * 1000);
    }
}

/// <summary>The least of numbers, NaN included.</summary>
internal sealed class MinLaws() : CommutativeLaws<MinAggregate<double>, double, double>(default, NumberCases.AnyDoubles);

/// <summary>The greatest of numbers, NaN included.</summary>
internal sealed class MaxLaws() : CommutativeLaws<MaxAggregate<double>, double, double>(default, NumberCases.AnyDoubles);

/// <summary>The first value.</summary>
internal sealed class FirstLaws() : AggregateLaws<FirstAggregate<long>, long, long>(default, NumberCases.Longs);

/// <summary>The last value.</summary>
internal sealed class LastLaws() : AggregateLaws<LastAggregate<long>, long, long>(default, NumberCases.Longs);

/// <summary>The greatest values by a total order.</summary>
internal sealed class TopKLaws() : CommutativeLaws<TopKAggregate<long>, long, TopKState<long>>(new(7), NumberCases.Longs)
{
    protected override object Seen(TopKState<long> state) => state.ToArray();
}

/// <summary>The greatest values by an order in which many are equal: the earlier ones stay, so the order of arrival matters.</summary>
internal sealed class TopKWithTiesLaws() : AggregateLaws<TopKAggregate<long>, long, TopKState<long>>(
    new(5, Comparer<long>.Create((left, right) => (left & 3).CompareTo(right & 3))), NumberCases.Longs)
{
    protected override object Seen(TopKState<long> state) => state.ToArray();
}

/// <summary>Sketches of few values.</summary>
internal sealed class SmallDistinctCountLaws()
    : CommutativeLaws<DistinctCountAggregate<long>, long, DistinctCountState>(default, NumberCases.Longs)
{
    protected override object Seen(DistinctCountState state) => (state.IsDense, state.Count, Convert.ToHexString(state.ToRegisters()));
}

/// <summary>Sketches of few and many values, most of which grow beyond the list.</summary>
internal sealed class LargeDistinctCountLaws() : CommutativeLaws<DistinctCountAggregate<long>, long, DistinctCountState>(
    default, Gen.Choose(0, 4000).Select(n => (long)n), longest: 3000)
{
    protected override object Seen(DistinctCountState state) => (state.IsDense, state.Count, Convert.ToHexString(state.ToRegisters()));
}

/// <summary>A user's function that is associative and commutative.</summary>
internal sealed class ReduceToMaximumLaws() : CommutativeLaws<ReduceAggregate<long>, long, long>(new(Math.Max), NumberCases.Longs);

/// <summary>Three functions of a user: a sum and a count, as for an average.</summary>
internal sealed class CombineLaws() : CommutativeLaws<CombineAggregate<int, (long Sum, int Count)>, int, (long Sum, int Count)>(
    new(
        value => (value, 1),
        (state, value) => (state.Sum + value, state.Count + 1),
        (left, right) => (left.Sum + right.Sum, left.Count + right.Count)),
    Gen.Choose(int.MinValue, int.MaxValue));
