namespace HotStream.Tests.Aggregating;

/// <summary>What the built-in aggregates give for values worked out by hand.</summary>
public sealed class BuiltInAggregateTests
{
    [Fact]
    public void Mean_and_variance_of_some_numbers_are_the_ones_you_expect()
    {
        Assert.Equal(5.0, Aggregates.Mean<int>().Over([2, 4, 4, 4, 5, 5, 7, 9]));
        VarianceState state = Aggregates.Variance<int>().Over([2, 4, 4, 4, 5, 5, 7, 9]);
        Assert.Equal((8, 5.0), (state.Count, state.Mean));
        Assert.Equal(4.0, state.Variance, 1e-12);
        Assert.Equal(2.0, state.StandardDeviation, 1e-12);
        Assert.Equal(32.0 / 7, state.SampleVariance, 1e-12);
        Assert.Equal(Math.Sqrt(32.0 / 7), state.SampleStandardDeviation, 1e-12);
        Assert.Equal((0.0, double.NaN),
            (Aggregates.Variance<int>().Over([3]).Variance, Aggregates.Variance<int>().Over([3]).SampleVariance));
        Assert.Equal((double.NaN, double.NaN), (default(MeanState).Mean, default(VarianceState).Variance));
    }

    [Fact]
    public void A_small_spread_around_a_large_mean_is_not_lost()
    {
        double[] near = [.. Enumerable.Range(0, 1000).Select(i => 1e9 + (i % 2))];
        Assert.Equal(0.25, Aggregates.Variance<double>().Over(near).Variance, 1e-6);
        Assert.Equal(0.25, Aggregates.Variance<double>().Without(near[..500], near[500..]).Variance, 1e-6);
    }

    [Fact]
    public void What_is_left_of_nothing_is_nothing()
    {
        var mean = default(MeanAggregate<double>);
        MeanState sum = mean.Create(0.1);
        mean.Add(ref sum, double.NaN);
        mean.Subtract(ref sum, sum);
        Assert.Equal(default, sum);
        var variance = default(VarianceAggregate<double>);
        VarianceState spread = variance.Create(0.1);
        variance.Add(ref spread, double.PositiveInfinity);
        variance.Subtract(ref spread, spread);
        Assert.Equal(default, spread);
        variance.Merge(ref spread, default);
        Assert.Equal(default, spread);
        Assert.False(MeanAggregate<double>.LosesPrecision(new(1, 5), default)
            || VarianceAggregate<double>.LosesPrecision(new(1, 5, 0), default));
    }

    [Fact]
    public void Doubt_is_raised_when_little_is_left_and_not_otherwise()
    {
        Assert.True(Aggregates.Mean<double>().Doubts([1e9], [1]).LosesPrecision);
        Assert.True(Aggregates.Mean<double>().Doubts([double.NaN], [1]).LosesPrecision);
        Assert.False(Aggregates.Mean<double>().Doubts([100], [1]).LosesPrecision);
        Assert.True(Aggregates.Variance<double>().Doubts([1e9], [1, 2]).LosesPrecision);
        Assert.True(Aggregates.Variance<double>().Doubts([1e9], [1]).LosesPrecision);
        Assert.True(Aggregates.Variance<double>().Doubts([double.PositiveInfinity], [1]).LosesPrecision);
        Assert.True(Aggregates.Variance<double>().Doubts([0, 1000], [5.0, 5.1]).LosesPrecision);
        Assert.False(Aggregates.Variance<double>().Doubts([0, 10], [5, 6]).LosesPrecision);
        Assert.False(Aggregates.Variance<double>().Doubts([3, 3], [3, 3]).LosesPrecision);
        Assert.True(Aggregates.Variance<double>().And(Aggregates.Mean<double>()).Doubts([1], [1]).IsRounded);
    }

    [Fact]
    public void Extremes_of_texts_and_numbers_follow_their_own_order()
    {
        Assert.Equal(("a", "c"), Aggregates.Min<string>().And(Aggregates.Max<string>()).Over(["b", "c", "a"]));
        Assert.Equal((double.NaN, 2), Aggregates.Min<double>().And(Aggregates.Max<double>()).Over([1, double.NaN, 2]));
        Assert.Equal(("first", "last"), Aggregates.First<string>().And(Aggregates.Last<string>()).Over(["first", "x", "last"]));
        Assert.Equal("one", Aggregates.Min<Version>().On((string text) => new Version(text == "one" ? 1 : 2, 0))
            .And(Aggregates.First<string>()).Over(["one", "two"]).Second);
    }

    [Fact]
    public void The_top_values_come_greatest_first_and_equal_ones_as_they_arrived()
    {
        Assert.Equal([9, 7, 7], Aggregates.TopK<int>(3).Over([7, 1, 9, 7, 2]));
        Assert.Equal([2, 1], Aggregates.TopK<int>(5).Over([1, 2]));
        Assert.Equal(["bbb", "aa", "cc"], Aggregates.TopK(3, Comparer<string>.Create((l, r) => l.Length.CompareTo(r.Length)))
            .Over(["aa", "cc", "x", "bbb", "dd"]));
        Assert.Equal(Enumerable.Range(900, 100).Reverse(), Aggregates.TopK<int>(100).Over(Enumerable.Range(0, 1000)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Aggregates.TopK<int>(0));
        Assert.Throws<InvalidOperationException>(() => default(TopKAggregate<int>).Create(1));
    }

    [Fact]
    public void Only_states_that_can_hold_slices_keep_the_text_of_a_batch()
    {
        Assert.False(KeyTraits<TopKState<long>>.MayHoldSlices);
        Assert.True(KeyTraits<TopKState<Utf8Slice>>.MayHoldSlices);
        Assert.True(KeyTraits<TopKState<object>>.MayHoldSlices);
        Assert.False(KeyTraits<(MeanState, (VarianceState, DistinctCountState))>.MayHoldSlices);
    }
}
