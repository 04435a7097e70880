namespace HotStream.Tests.Frames;

/// <summary>Joins by the shape of the kept side: keys that are there once, twice, in any order, null, and the columns asked for.</summary>
public sealed class JoinShapesTests : IDisposable
{
    private const int Rows = 3000; // more than two batches
    private readonly Session _session = new("joins");

    public JoinShapesTests()
    {
        _session.CreateDataFrame(Schema.Parse("id BIGINT, v BIGINT"), Enumerable.Range(0, Rows)
            .Select(row => new object?[] { row % 7 == 0 ? null : (long)(row % 100), (long)row })).CreateTempView("t");
        Keep("ordered", Enumerable.Range(0, 60).Select(key => (long?)key));
        Keep("shuffled", Enumerable.Range(0, 60).Select(key => (long?)(key * 7 % 60)));
        Keep("repeated", Enumerable.Range(0, 90).Select(key => (long?)(key % 60)));
        Keep("withnull", Enumerable.Range(0, 60).Select(key => key == 30 ? null : (long?)key));
        Keep("nobody", []);
    }

    public static TheoryData<string, string, string> All { get; } = new MatrixTheoryData<string, string, string>(
        ["ordered", "shuffled", "repeated", "withnull", "nobody"],
        ["JOIN", "LEFT JOIN", "RIGHT JOIN", "FULL JOIN", "LEFT SEMI JOIN", "LEFT ANTI JOIN"],
        ["t.id = k.id", "t.id <=> k.id", "t.id = k.id AND t.v > k.w", "t.id = k.id AND k.list[0] < 100 AND t.v < 2000"])
        .Aggregate(new TheoryData<string, string, string>(), (all, row) =>
        {
            all.Add(row.Data.Item1, row.Data.Item2, row.Data.Item3);
            return all;
        });

    [Theory]
    [MemberData(nameof(All))]
    public void A_join_gives_the_pairs_that_two_loops_give(string kept, string join, string condition)
    {
        string columns = join.Contains("LEFT SEMI", StringComparison.Ordinal) || join.Contains("ANTI", StringComparison.Ordinal)
            ? "t.id, t.v" : "t.v, k.label, k.list, k.w";
        string[] found = [.. _session.Sql($"SELECT {columns} FROM t {join} {kept} AS k ON {condition} WHERE coalesce(t.v, 1) % 3 <> 0")
            .Collect().Select(row => row.ToString()).Order(StringComparer.Ordinal)];
        Assert.Equal([.. Pairs(kept, join, condition).Order(StringComparer.Ordinal)], found);
    }

    public void Dispose() => _session.Dispose();

    /// <summary>The law, in two loops.</summary>
    private IEnumerable<string> Pairs(string kept, string join, string condition)
    {
        Row[] left = [.. _session.Table("t").Collect()];
        Row[] right = [.. _session.Table(kept).Collect()];
        var met = new HashSet<Row>(ReferenceEqualityComparer.Instance);
        foreach (Row row in left.Where(row => Passes(row[1])))
        {
            Row[] partners = [.. right.Where(other => Fits(row, other, condition))];
            met.UnionWith(partners);
            switch (join)
            {
                case "LEFT SEMI JOIN" or "LEFT ANTI JOIN":
                    if (partners.Length > 0 == (join == "LEFT SEMI JOIN"))
                    {
                        yield return Show(row[0], row[1]);
                    }

                    break;
                default:
                    foreach (Row other in partners)
                    {
                        yield return Show(row[1], other[1], other[2], other[3]);
                    }

                    if (partners.Length == 0 && join is "LEFT JOIN" or "FULL JOIN" && partners.Length == 0)
                    {
                        yield return Show(row[1], null, null, null);
                    }

                    break;
            }
        }

        // A row without a partner among all rows of t has a null for v, which passes the condition.
        foreach (Row other in right.Where(other => join is "RIGHT JOIN" or "FULL JOIN" && !left.Any(row => Fits(row, other, condition))))
        {
            yield return Show(null, other[1], other[2], other[3]);
        }
    }

    private static bool Passes(object? v) => ((long?)v ?? 1) % 3 != 0;

    private static bool Fits(Row row, Row other, string condition)
    {
        var (id, v) = ((long?)row[0], (long)row[1]!);
        var key = (long?)other[0];
        bool equal = condition.Contains("<=>", StringComparison.Ordinal) ? id == key : id is not null && id == key;
        return equal && (!condition.Contains("t.v > k.w", StringComparison.Ordinal) || v > (long)other[3]!)
            && (!condition.Contains("k.list", StringComparison.Ordinal) || ((key ?? -1) < 100 && v < 2000));
    }

    private static string Show(params object?[] values) => new Row(Schema.Parse(
        string.Join(", ", values.Select((_, i) => $"c{i} STRING"))), values).ToString();

    private void Keep(string name, IEnumerable<long?> keys) => _session.CreateDataFrame(
        Schema.Parse("id BIGINT, label STRING, list ARRAY<BIGINT>, w BIGINT"),
        keys.Select(key => new object?[] { key, $"a label longer than twelve: {key}", new object?[] { key ?? -1, key }, (key ?? 0) * 20 }))
        .CreateTempView(name);
}
