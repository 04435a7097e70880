using System.Reflection;

namespace HotStream.Tests.Aggregating;

/// <summary>
/// Every law holds for every aggregate. The laws are methods of <see cref="AggregateLaws{TAggregate, TValue, TState}"/> and what derives
/// from it; the aggregates stand in BuiltInLaws.cs.
/// </summary>
public sealed class AggregateLawsTests
{
    private static readonly Type[] s_aggregates =
        [.. typeof(AggregateLawsTests).Assembly.GetTypes().Where(type => type is { IsAbstract: false } && HasLaws(type))];

    public static TheoryData<string, string> AggregatesAndLaws =>
        [.. s_aggregates.SelectMany(aggregate => LawsOf(aggregate).Select(law => (aggregate.Name, law.Name)))];

    [Theory]
    [MemberData(nameof(AggregatesAndLaws))]
    public void A_law_holds(string aggregate, string law)
    {
        Type laws = s_aggregates.Single(type => type.Name == aggregate);
        LawsOf(laws).Single(method => method.Name == law)
            .Invoke(Activator.CreateInstance(laws), BindingFlags.DoNotWrapExceptions, null, null, null);
    }

    [Fact]
    public void Every_aggregate_of_the_engine_has_laws()
    {
        string[] tried = [.. s_aggregates.Select(laws => Ancestors(laws).Single(type => type.Name == typeof(AggregateLaws<,,>).Name)
            .GetGenericArguments()[0].Name)];
        string[] there = [.. typeof(Aggregates).Assembly.GetTypes()
            .Where(type => type is { IsValueType: true, IsNested: false }
                && type.GetInterfaces().Any(contract => contract.Name == typeof(IAggregate<,>).Name))
            .Select(type => type.Name)];
        string[] elsewhere = ["BothAggregate`5", "FieldAggregate`4", "InvertibleBothAggregate`5", "InvertibleFieldAggregate`4",
            "InverseReduceAggregate`1", "ListAggregate`1", "NoAggregate`1"];
        // those have tests of their own: AggregationTests, WindowTableTests, StatelessTests
        Assert.Equal([], there.Except(tried).Except(elsewhere));
    }

    private static MethodInfo[] LawsOf(Type aggregate) => [.. aggregate.GetMethods(BindingFlags.Instance | BindingFlags.Public)
        .Where(method => method.ReturnType == typeof(void) && method.GetParameters().Length == 0)];

    private static bool HasLaws(Type type) => Ancestors(type).Any(ancestor => ancestor.Name == typeof(AggregateLaws<,,>).Name);

    private static IEnumerable<Type> Ancestors(Type type)
    {
        for (Type? ancestor = type.BaseType; ancestor is not null; ancestor = ancestor.BaseType)
        {
            yield return ancestor;
        }
    }
}
