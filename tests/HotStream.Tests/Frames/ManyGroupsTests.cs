namespace HotStream.Tests.Frames;

/// <summary>
/// More groups than one worker puts together: each of several takes those of its partition, and nothing is lost or there twice.
/// </summary>
public sealed class ManyGroupsTests : IDisposable
{
    private const int Rows = 90_000;
    private const string Fixed = "count(*), count(v), sum(v), avg(d), min(v), max(d), round(stddev(d), 6), "
        + "count(*) FILTER (WHERE v > 70000)";
    private readonly Session _session = new("groups", new SessionOptions { Workers = 3 });

    public ManyGroupsTests() => Fill(_session);

    public static TheoryData<string> Keys => ["id", "name", "d, id", "id % 2, name", "d, name, v % 3", "d, name, id, v", "array(id, 1)"];

    [Theory]
    [MemberData(nameof(Keys))]
    public void Several_partitions_give_what_one_gives(string keys)
    {
        const string Aggregates = "count(*), count(v), sum(v), avg(d), min(name), max(v), count(DISTINCT d), sum(DISTINCT v), "
            + "round(stddev(d), 6), size(collect_list(v)), approx_count_distinct(d), max_by(name, v), bool_or(v > 100), count(*) FILTER "
                + "(WHERE v > 70000)";
        string[] one = Show(_session.Table("t").Coalesce(1), keys, Aggregates);
        string[] several = Show(_session.Table("t").Repartition(4), keys, Aggregates);
        Assert.InRange(one.Length, 40_000, Rows);
        Assert.Equal(one, several);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("name")]
    [InlineData("id % 2, name")]
    [InlineData("name, d, id")]
    [InlineData("name, d, v % 2, id")]
    [InlineData("CAST(id AS INT), v % 2 = 0")]
    public void States_of_a_fixed_size_are_put_together_in_place(string keys)
    {
        string[] one = Show(_session.Table("t").Coalesce(1), keys, Fixed);
        string[] several = Show(_session.Table("t").Repartition(4), keys, Fixed);
        Assert.InRange(one.Length, 40_000, Rows);
        Assert.Equal(one, several);
        Assert.Equal(one, Show(_session.Table("t").Repartition(3), keys, Fixed));
    }

    [Theory]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(12)]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(40)]
    public void Wherever_memory_ends_each_group_comes_once(int megabytes)
    {
        string[] all = Show(_session.Table("t").Coalesce(1), "id", Fixed);
        using var tight = new Session("tight", new SessionOptions { Workers = 3, MemoryLimit = megabytes << 20 });
        Fill(tight);
        Assert.Equal(all, Show(tight.Table("t").Repartition(4), "id", Fixed, tight));
    }

    [Theory]
    [InlineData(1_000)]
    [InlineData(60_000)]
    public void The_least_and_the_greatest_are_those_of_the_loop_however_many_groups_there_are(int keys)
    {
        double[] doubles = [0, -0.0, 1.5, -1.5, double.NaN, double.PositiveInfinity, double.NegativeInfinity, double.Epsilon];
        long[] longs = [0, 1, -1, long.MaxValue, long.MinValue, 77];
        var random = new Random(keys);
        (long Key, long? Long, double? Double)[] rows = [.. Enumerable.Range(0, 4 * keys).Select(_ => ((long)random.Next(keys),
            random.Next(5) == 0 ? (long?)null : longs[random.Next(longs.Length)],
            random.Next(5) == 0 ? (double?)null : doubles[random.Next(doubles.Length)]))];
        _session.CreateDataFrame(Schema.Parse("k BIGINT, v BIGINT, d DOUBLE"),
            rows.Select(row => new object?[] { row.Key, row.Long, row.Double })).CreateTempView("extremes");
        var groups = rows.GroupBy(row => row.Key).ToDictionary(group => group.Key);
        IReadOnlyList<Row> found = _session.Sql("SELECT k, min(v), max(v), min(d), max(d), min(d) FILTER (WHERE v > 0) FROM extremes"
            + " GROUP BY k").Collect();
        Assert.Equal(groups.Count, found.Count);
        foreach (Row row in found)
        {
            var group = groups[(long)row[0]!];
            double[] values = [.. group.Where(one => one.Double is not null).Select(one => one.Double!.Value)];
            double[] some = [.. group.Where(one => one.Double is not null && one.Long > 0).Select(one => one.Double!.Value)];
            Assert.Equal(group.Min(one => one.Long), row[1]);
            Assert.Equal(group.Max(one => one.Long), row[2]);
            Assert.Equal(Least(values), row[3]);
            Assert.Equal(values.Length == 0 ? null : values.Any(double.IsNaN) ? double.NaN : values.Max(), row[4]);
            Assert.Equal(Least(some), row[5]);
        }

        // NaN is greater than any other number.
        static object? Least(double[] values) =>
            values.Length == 0 ? null : values.All(double.IsNaN) ? double.NaN : values.Where(value => !double.IsNaN(value)).Min();
    }

    public void Dispose() => _session.Dispose();

    private static void Fill(Session session) => session.CreateDataFrame(Schema.Parse("id BIGINT, name STRING, v BIGINT, d DOUBLE"),
        Enumerable.Range(0, Rows).Select(row => new object?[]
        {
            row % 50_001 == 7 ? null : (long)(row * 31L % 50_001),
            row % 1000 == 3 ? null : $"{(row % 3 == 0 ? "a name that is long: " : "")}{row % 40_000}",
            row % 11 == 0 ? null : (long)row,
            row % 17 / 4.0,
        })).CreateTempView("t");

    private string[] Show(DataFrame rows, string keys, string aggregates, Session? session = null)
    {
        rows.CreateTempView("rows");
        return [.. (session ?? _session).Sql($"SELECT {keys}, {aggregates} FROM rows GROUP BY {keys}").Collect()
            .Select(row => row.ToString())
            .Order(StringComparer.Ordinal)];
    }
}
