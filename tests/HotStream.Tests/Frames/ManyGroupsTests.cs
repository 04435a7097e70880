namespace HotStream.Tests.Frames;

/// <summary>
/// More groups than one worker puts together: each of several takes those of its partition, and nothing is lost or there twice.
/// </summary>
public sealed class ManyGroupsTests : IDisposable
{
    private const int Rows = 90_000;
    private readonly Session _session = new("groups", new SessionOptions { Workers = 3 });

    public ManyGroupsTests() => _session.CreateDataFrame(Schema.Parse("id BIGINT, name STRING, v BIGINT, d DOUBLE"),
        Enumerable.Range(0, Rows).Select(row => new object?[]
        {
            row % 50_001 == 7 ? null : (long)(row * 31L % 50_001),
            row % 1000 == 3 ? null : $"{(row % 3 == 0 ? "a name that is long: " : "")}{row % 40_000}",
            row % 11 == 0 ? null : (long)row,
            row % 17 / 4.0,
        })).CreateTempView("t");

    public static TheoryData<string> Keys => ["id", "name", "d, id", "id % 2, name", "array(id, 1)"];

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

    public void Dispose() => _session.Dispose();

    private string[] Show(DataFrame rows, string keys, string aggregates)
    {
        rows.CreateTempView("rows");
        return [.. _session.Sql($"SELECT {keys}, {aggregates} FROM rows GROUP BY {keys}").Collect().Select(row => row.ToString())
            .Order(StringComparer.Ordinal)];
    }
}
