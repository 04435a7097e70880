namespace HotStream.Tests.Aggregating;

/// <summary>Aggregations as descriptions: what combining, selecting and aggregating a field make of the structs underneath.</summary>
public sealed class AggregationTests
{
    private sealed record Order(string Customer, long Amount);

    private static readonly Order[] s_orders = [new("a", 5), new("b", -2), new("a", 7), new("c", 0), new("a", 1)];

    [Fact]
    public void Parts_are_computed_side_by_side()
    {
        Aggregation<long, (long First, long Second, long Third)> aggregation =
            Aggregates.Count<long>().And(Aggregates.Sum<long>()).And(Aggregates.Of<long, long, ReduceAggregate<long>>(new(Math.Max)));
        Assert.Equal((5, 11, 7), aggregation.Over(s_orders.Select(order => order.Amount)));
    }

    [Fact]
    public void Up_to_five_results_stand_side_by_side()
    {
        Aggregation<long, (long First, long Second, long Third, long Fourth, double Fifth)> five = Aggregates.Count<long>()
            .And(Aggregates.Sum<long>()).And(Aggregates.Min<long>()).And(Aggregates.Max<long>()).And(Aggregates.Mean<long>());
        Aggregation<long, ((long, long, long, long, double) First, long Second)> six = five.And(Aggregates.Last<long>());
        Aggregation<long, (long First, (long First, long Second) Second)> grouped =
            Aggregates.Count<long>().And(Aggregates.Min<long>().And(Aggregates.Max<long>()));
        long[] amounts = [.. s_orders.Select(order => order.Amount)];
        Assert.Equal((5, 11, -2, 7, 2.2), five.Over(amounts));
        Assert.Equal(((5, 11, -2, 7, 2.2), 1), six.Over(amounts));
        Assert.Equal((5, (-2, 7)), grouped.Over(amounts));
        Assert.Throws<ArgumentNullException>(() => five.And((Aggregation<long, long>)null!));
    }

    [Fact]
    public void Results_side_by_side_come_from_specialised_structs_without_a_delegate()
    {
        string structs = Aggregates.Count<long>().And(Aggregates.Sum<long>()).And(Aggregates.Max<long>()).And(Aggregates.Min<long>())
            .Accept(new StructNames<long, (long, long, long, long)>());
        Assert.Contains("FlatFour", structs, StringComparison.Ordinal);
        Assert.DoesNotContain("Delegate", structs, StringComparison.Ordinal);
    }

    [Fact]
    public void A_field_is_aggregated_and_the_result_changed_once()
    {
        int calls = 0;
        Aggregation<Order, string> aggregation = Aggregates.Sum<long>().On((Order order) => order.Amount)
            .And(Aggregates.Sum<int>().On((Order order) => order.Customer.Length))
            .Select(sums =>
            {
                calls++;
                return $"{sums.First} {sums.Second}";
            });
        Assert.Equal("11 5", aggregation.Over(s_orders));
        Assert.Equal(1, calls);
    }

    [Fact]
    public void A_combination_is_invertible_when_all_its_parts_are()
    {
        Aggregation<long, long> invertible = Aggregates.Sum<long>();
        Aggregation<long, long> plain = Aggregates.Of<long, long, SumAggregate<long>>(default);
        Assert.Equal("+", Kind(invertible));
        Assert.Equal("-", Kind(plain));
        Assert.Equal("+", Kind(invertible.And(invertible)));
        Assert.Equal("-", Kind(invertible.And(plain)));
        Assert.Equal("-", Kind(plain.And(invertible)));
        Assert.Equal("-", Kind(plain.And(plain)));
        Assert.Equal("+", Kind(invertible.And(invertible).And(Aggregates.Count<long>()).On((Order order) => order.Amount).Select(x => x)));
        Assert.Equal("+", Kind(invertible.And(invertible).And(invertible).And(invertible).And(invertible)));
        Assert.Equal("-", Kind(invertible.And(invertible).And(plain).And(invertible)));
        Assert.Equal("-", Kind(invertible.And(plain.And(invertible)).On((Order order) => order.Amount).Select(x => x)));
    }

    [Fact]
    public void What_leaves_is_taken_from_every_part()
    {
        Aggregation<Order, string> aggregation = Aggregates.Count<Order>().And(Aggregates.Sum<long>().On((Order order) => order.Amount))
            .Select(parts => $"{parts.First} {parts.Second}");
        Assert.Equal("3 8", aggregation.Without(s_orders[..2], s_orders[2..]));
    }

    [Fact]
    public void A_part_that_rounds_makes_the_whole_one_that_rounds()
    {
        Aggregation<double, double> sum = Aggregates.Sum<double>();
        Assert.Equal((false, false), Aggregates.Count<double>().Doubts([1e30], [1]));
        Assert.Equal((true, true), sum.Doubts([1e30], [1]));
        Assert.Equal((true, false), sum.Doubts([3], [1]));
        Assert.Equal((true, true), Aggregates.Count<double>().And(sum).Doubts([1e30], [1]));
        Assert.Equal((true, true), sum.And(Aggregates.Count<double>()).On((string text) => text.Length == 1 ? 1.0 : double.NaN)
            .Doubts(["long"], ["x"]));
        Assert.Equal((false, false), Aggregates.Sum<byte>().Doubts([(byte)255], [(byte)0]));
        Assert.Equal((true, true), Aggregates.Sum<decimal>().Doubts([decimal.MaxValue / 2], [1m]));
    }

    [Fact]
    public void Null_is_refused_where_it_is_given()
    {
        Aggregation<long, long> sum = Aggregates.Sum<long>();
        Assert.Throws<ArgumentNullException>(() => sum.And((Aggregation<long, long>)null!));
        Assert.Throws<ArgumentNullException>(() => sum.Select<long>(null!));
        Assert.Throws<ArgumentNullException>(() => sum.On<long>(null!));
    }

    private static string Kind<TValue, TResult>(Aggregation<TValue, TResult> aggregation)
    {
        string kind = aggregation.Accept(new KindVisitor<TValue, TResult>());
        Assert.Equal(kind == "+", aggregation.IsInvertible);
        return kind;
    }

    private sealed class KindVisitor<TValue, TResult> : IAggregationVisitor<TValue, TResult, string>
    {
        public string Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => "-";

        public string VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => "+";
    }

    private sealed class StructNames<TValue, TResult> : IAggregationVisitor<TValue, TResult, string>
    {
        public string Visit<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => $"{typeof(TAggregate)} {typeof(TFinish)}";

        public string VisitInvertible<TState, TAggregate, TFinish>(TAggregate aggregate, TFinish finish)
            where TAggregate : struct, IInvertibleAggregate<TValue, TState>
            where TFinish : struct, IFunction<TState, TResult> => Visit<TState, TAggregate, TFinish>(aggregate, finish);
    }
}
