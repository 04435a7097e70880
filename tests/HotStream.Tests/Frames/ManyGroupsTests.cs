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
