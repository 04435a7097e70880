using FsCheck;
using FsCheck.Fluent;

namespace HotStream.Tests.Aggregating;

internal static class Values
{
    public static Gen<long> Longs { get; } = Gen.OneOf(
        Gen.Choose(-1000, 1000).Select(n => (long)n),
        Gen.Elements(0L, 1L, -1L, long.MaxValue, long.MinValue),
        Cases.AnyByte.ArrayOf(8).Select(bytes => BitConverter.ToInt64(bytes)));
}

/// <summary>Sums of whole numbers, overflow included.</summary>
public sealed class SumOfLongsLaws() : AggregateLaws<SumAggregate<long>, long, long>(default, Values.Longs);

/// <summary>Sums of narrow numbers wrap around as their type does.</summary>
public sealed class SumOfIntsLaws()
    : AggregateLaws<SumAggregate<int>, int, int>(default, Gen.OneOf(Gen.Choose(-5, 5), Gen.Elements(int.MaxValue, int.MinValue)));

/// <summary>Sums of doubles obey the laws up to rounding.</summary>
public sealed class SumOfDoublesLaws()
    : AggregateLaws<SumAggregate<double>, double, double>(default, Gen.Choose(-1_000_000, 1_000_000).Select(n => n / 7.0))
{
    protected override void AssertSame(double expected, double actual) => Assert.Equal(expected, actual, tolerance: 1e-6);
}

/// <summary>A user's function that is associative and commutative.</summary>
public sealed class ReduceToMaximumLaws() : AggregateLaws<ReduceAggregate<long>, long, long>(new(Math.Max), Values.Longs);

/// <summary>Three functions of a user: a sum and a count, as for an average.</summary>
public sealed class CombineLaws() : AggregateLaws<CombineAggregate<int, (long Sum, int Count)>, int, (long Sum, int Count)>(
    new(
        value => (value, 1),
        (state, value) => (state.Sum + value, state.Count + 1),
        (left, right) => (left.Sum + right.Sum, left.Count + right.Count)),
    Gen.Choose(int.MinValue, int.MaxValue));

/// <summary>Count, sum, least and greatest.</summary>
public sealed class StatisticsLaws() : AggregateLaws<StatisticsAggregate, long, Statistics>(default, Values.Longs);

public sealed class StatisticsTests
{
    [Fact]
    public void Statistics_of_some_numbers_are_the_ones_you_expect()
    {
        using var table = new GroupTable<long, Statistics>();
        table.Accumulate<long, StatisticsAggregate>([7, 7, 8, 7], [3, -1, 50, 10], default);
        Assert.Equal(new Statistics(3, 12, -1, 10), table.States[0]);
        Assert.Equal(4.0, table.States[0].Mean);
        Assert.Equal(new Statistics(1, 50, 50, 50), table.States[1]);
    }
}
