using System.Collections;
using HotStream.Tests.Frames.Oracle;

namespace HotStream.Tests.Frames;

/// <summary>
/// Every aggregate over every type it takes, with nulls, split over partitions and batches, against one that takes a row at a time.
/// </summary>
public sealed class SlowAggregatesTests
{
    public static TheoryData<int> Cases => [.. Enumerable.Range(0, SlowAggregates.All.Length)];

    [Fact]
    public void Every_aggregate_is_here() =>
        Assert.Empty(AggregateTable.All.Select(one => one.Name).Except(SlowAggregates.All.Select(one => one.Name)));

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_aggregate_gives_the_same_a_row_at_a_time(int number)
    {
        (string name, string call, PlanType[] types, Func<List<object?[]>, object?> answer) = SlowAggregates.All[number];
        using var session = new Session("slow", new SessionOptions { Workers = 1 });
        foreach (PlanType type in types)
        {
            foreach ((int rows, int keys) in ((int, int)[])[(0, 1), (1, 1), (40, 3), (300, 40), (3000, 700)])
            {
                RandomTable table = RandomTable.Create(new Random((rows * 100) + (int)type), "r", rows,
                    [PlanType.Int, type, PlanType.Double], keys);
                var random = new Random(rows);
                foreach (bool isGrouped in (bool[])[true, false])
                {
                    (int partitions, int batch, bool isSelected) =
                        (random.Next(1, 5), random.Next(3) switch { 0 => 1, 1 => 7, _ => 1024 }, random.Next(2) == 0);
                    session.Load(new SplitSource(table, partitions, batch, isSelected)).CreateTempView("r");
                    string aggregate = string.Format(System.Globalization.CultureInfo.InvariantCulture, call, "c1", "c2");
                    string query = isGrouped ? $"SELECT c0, {aggregate} FROM r GROUP BY c0"
                        : $"SELECT NULL, {aggregate} FROM r WHERE c0 IS NULL OR c0 < 3";
                    List<object?[]> ours = [.. session.Sql(query).Collect().Select(row => (object?[])[row[0], Flat(row[1])])];
                    string? wrong = RowBag.Difference(ours, Slow(table, isGrouped, name, answer), false);
                    Assert.True(wrong is null,
                        $"{query} of {type}, {rows} rows, {partitions} partitions, batches of {batch}, selected {isSelected}: {wrong}");
                }
            }
        }
    }

    private static List<object?[]> Slow(RandomTable table, bool isGrouped, string name, Func<List<object?[]>, object?> answer)
    {
        IEnumerable<IReadOnlyList<object?>> rows = table.Rows.Where(row => isGrouped || row[0] is null or < 3);
        List<object?[]>[] groups = isGrouped ? [.. rows.GroupBy(row => row[0] ?? "none").Select(group => group.Select(Arguments).ToList())]
            : [[.. rows.Select(Arguments)]];
        object?[] keys = isGrouped ? [.. rows.Select(row => row[0]).Distinct()] : [null];
        return [.. groups.Select((group, at) => (object?[])[keys[at],
            Flat(group.Count == 0 && name is "first" or "last" && group.Count == 0 ? null : answer(group))])];

        static object?[] Arguments(IReadOnlyList<object?> row) => [row[1], row[2]];
    }

    private static object? Flat(object? value) => value is IEnumerable list and not string
        ? string.Join('|', list.Cast<object?>().Select(one => RowBag.Show([one is 0.0 ? 0.0 : one]))) : value;
}
