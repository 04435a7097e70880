using HotStream.Tests.Frames.Oracle;

namespace HotStream.Tests.Frames;

/// <summary>
/// Law: whether groups lie in one table or in parts, however many rows wait for them, on however many workers and with however much
/// memory, a query gives the same rows; on one worker also what depends on the order of its rows.
/// </summary>
public sealed class DealtGroupsTests : IDisposable
{
    private const int Rows = 6_000;

    /// <summary>What does not depend on which worker saw a row first, of each type that can wait.</summary>
    private const string Sets = "count(*), count(l), sum(i), sum(l), min(t), max(t), avg(d), max(d), sum(m), max(ts), "
        + "count(DISTINCT t, b), sum(DISTINCT i), bool_or(b), count_if(b), approx_count_distinct(t), count(*) FILTER (WHERE b), max(da), "
        + "min(ts - TIMESTAMP '1970-01-01 00:00:00'), max(concat('a text that is made for a batch: ', t)), min(i), max(i), min(l)";

    /// <summary>What does.</summary>
    private const string Lists = "collect_list(i), collect_list(l), collect_list(d), collect_list(m), collect_list(t), "
        + "collect_list(b), collect_list(da), collect_list(ts), first(t), last(l), max_by(t, i)";

    private readonly DirectoryInfo _spills = Directory.CreateTempSubdirectory("hotstream-dealt-");
    private readonly Session _session = new("dealt", new SessionOptions { Workers = 1 });

    public DealtGroupsTests()
    {
        var random = new Random(5);
        object? OrNull(object value) => random.Next(6) == 0 ? null : value;
        _session.CreateDataFrame(
            Schema.Parse("i INT, l BIGINT, d DOUBLE, m DECIMAL(38,4), t STRING, b BOOLEAN, da DATE, ts TIMESTAMP, g BIGINT, z DOUBLE"),
            Enumerable.Range(0, Rows).Select(row => new object?[]
            {
                OrNull(random.Next(-500, 500)),
                OrNull((long)random.Next(900) << 33),
                OrNull(random.Next(-800, 800) / 4.0),
                OrNull(new decimal(random.Next(700)) * 1_000_000_007m),
                OrNull($"{(random.Next(2) == 0 ? "a text that is longer than a slice: " : "t")}{random.Next(800)}"),
                OrNull(random.Next(2) == 0),
                OrNull(new DateOnly(1960, 1, 1).AddDays(random.Next(900))),
                OrNull(new DateTime(1969, 12, 31, 0, 0, 0, DateTimeKind.Utc).AddSeconds(random.Next(900))),
                (long)row,
                random.Next(5) switch { 0 => 0.0, 1 => -0.0, 2 => double.NaN, 3 => -double.NaN, _ => 2.5 },
            })).CreateTempView("rows");
    }

    public static TheoryData<string> Keys =>
    [
        "i", "l", "d", "m", "t", "b", "da", "ts", "g", "z, i", "ts - TIMESTAMP '1970-01-01 00:00:00'", "i, t", "z, b",
        "concat('a text that is made for a batch: ', t)", "t, l, d",
        "m, b, da, ts", "struct(i, t)", "z, array(t)",
    ];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Groups_are_the_same_however_they_are_dealt(string keys)
    {
        string select = keys.Contains(',', StringComparison.Ordinal) && !keys.StartsWith("struct", StringComparison.Ordinal) ? keys
            : $"{keys} AS k";
        DataFrame rows = _session.Table("rows");
        string everything = $"SELECT {select}, {Sets}, {Lists} FROM split GROUP BY {keys}";
        string whateverOrder = $"SELECT {select}, {Sets} FROM split GROUP BY {keys}";
        rows.CreateTempView("split");
        using var alone = new PlanRunner(1, _spills.FullName) { Deals = new(int.MaxValue, 0) };
        List<object?[]> expected = Flat(alone.Run(_session.Sql(everything).Plan, Optimizer.Rules));
        List<object?[]> sets = Flat(alone.Run(_session.Sql(whateverOrder).Plan, Optimizer.Rules));
        foreach ((int workers, int many, long waiting, long limit) in ((int, int, long, long)[])
            [(1, 2, 1, long.MaxValue), (1, 1, 60_000, long.MaxValue), (1, 1, 1 << 30, long.MaxValue), (1, 1, 1 << 30, 3 << 20),
            (3, 1, 90_000, long.MaxValue), (3, 600, 1 << 30, long.MaxValue), (3, 40, 20_000, 20 << 20)])
        {
            bool isOne = workers == 1;
            (isOne ? rows : rows.Repartition(4)).CreateTempView("split");
            using var runner = new PlanRunner(workers, _spills.FullName) { Deals = new(many, waiting) };
            List<object?[]> found = Flat(runner.Run(_session.Sql(isOne ? everything : whateverOrder).Plan, Optimizer.Rules, limit));
            string? wrong = RowBag.Difference(found, isOne ? expected : sets, inOrder: false);
            Assert.True(wrong is null, $"{workers} workers, {runner.Deals}, {limit} bytes: {wrong}");
        }
    }

    /// <summary>Rows of many columns: those that wait, those that are too long for it.</summary>
    [Theory]
    [InlineData(3)]
    [InlineData(50)]
    [InlineData(1_200)]
    public void Rows_are_as_long_as_they_are(int columns)
    {
        string sums = string.Join(", ", Enumerable.Range(0, columns).Select(column => $"sum(g + {column})"));
        _session.Table("rows").CreateTempView("split");
        using var runner = new PlanRunner(1, _spills.FullName) { Deals = new(1, 1 << 30) };
        List<object?[]> found = runner.Run(_session.Sql($"SELECT g % 3000, {sums} FROM split GROUP BY g % 3000").Plan, Optimizer.Rules);
        Assert.Equal(3_000, found.Count);
        Assert.All(found, row =>
            Assert.Equal(Enumerable.Range(0, columns).Select(column => (2 * ((long)row[0]! + column)) + 3000L), row.Skip(1).Cast<long>()));
        Assert.True(columns > 60 || runner.PeakBytes >= WaitingRows.LeastBytes / 2, "No row has waited.");
    }

    /// <summary>Groups that rest in memory go to disk when what comes after them needs it.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Groups_that_rest_go_to_disk_for_others(int workers)
    {
        const int Few = 20_000;
        const int Many = 70_000;
        _session.Range(0, 2 * Many, 1, workers).CreateTempView("n");
        Plan plan = _session.Sql($"SELECT id % {Few} AS k, count(*) AS c, 0 AS o FROM n GROUP BY id % {Few} UNION ALL "
            + $"SELECT id % {Many}, count(*), 1 FROM n GROUP BY id % {Many}").Plan;
        foreach (GroupDealRule? rule in (GroupDealRule?[])[null, new(1_000, 1)])
        {
            int spilled = 0;
            for (int megabytes = 1; megabytes <= 40; megabytes += megabytes < 14 ? 2 : 9)
            {
                using var runner = new PlanRunner(workers, _spills.FullName) { Deals = rule };
                List<object?[]> found = runner.Run(plan, Optimizer.Rules, megabytes << 20);
                ILookup<int, object?[]> sides = found.ToLookup(row => (int)row[2]!);
                Assert.Equal([Few, Many], new[] { 0, 1 }.Select(side => sides[side].Count()));
                Assert.Equal([Few, Many], new[] { 0, 1 }.Select(side => sides[side].Select(row => (long)row[0]!).Distinct().Count()));
                Assert.Equal([2L * Many, 2L * Many], new[] { 0, 1 }.Select(side => sides[side].Sum(row => (long)row[1]!)));
                spilled += runner.SpilledBytes > 0 ? 1 : 0;
            }

            Assert.InRange(spilled, 3, 11);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Many_groups_wait_and_none_is_lost(int workers)
    {
        const int Numbers = 1_250_000;
        const int Groups = 250_000;
        using var runner = new PlanRunner(workers, _spills.FullName);
        _session.Range(0, Numbers, 1, workers).CreateTempView("numbers");
        Plan plan = _session.Sql($"SELECT concat('k', (id * 7919) % {Groups}) AS k, count(*), sum(id), min(id), max(id) FROM numbers "
            + "GROUP BY concat('k', (id * 7919) % 250000)").Plan;
        List<object?[]> found = runner.Run(plan, Optimizer.Rules);
        Assert.InRange(runner.PeakBytes, (long)workers * Numbers / workers * 16, long.MaxValue); // rows waited
        Assert.Equal(Groups, found.Count);
        Assert.Equal(Groups, found.Select(row => (string)row[0]!).Distinct().Count());
        const long Each = Numbers / Groups;
        Assert.All(found, row =>
        {
            Assert.Equal(Each, (long)row[1]!);
            long key = long.Parse(((string)row[0]!)[1..], System.Globalization.CultureInfo.InvariantCulture);
            long least = (long)row[3]!;
            Assert.Equal(key, least * 7919 % Groups);
            Assert.Equal(least + ((Each - 1) * Groups), (long)row[4]!);
            Assert.Equal((Each * least) + (Each * (Each - 1) / 2 * Groups), (long)row[2]!);
        });
    }

    public void Dispose()
    {
        _session.Dispose();
        _spills.Delete(); // it is empty, or this fails
    }

    /// <summary>With lists and structs as text, which can be compared.</summary>
    private static List<object?[]> Flat(List<object?[]> rows) => [.. rows.Select(row => row.Select(value => value switch
    {
        object?[] list => $"[{string.Join(", ", list)}]",
        Row one => one.ToString(),
        _ => value,
    }).ToArray())];
}
