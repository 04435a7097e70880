namespace HotStream.Tests.Frames;

/// <summary>Sizes at which vectors end, many keys, many equal keys, deep trees, and runs that are given up.</summary>
public sealed class FrameShapesTests : IDisposable
{
    private readonly Session _session = new("shapes", new SessionOptions { Workers = 2 });

    public static TheoryData<int, int> Sizes =>
        [.. from rows in (int[])[0, 1, 1023, 1024, 1025, 5000] from partitions in (int[])[1, 3] select new TheoryDataRow<int,
            int>(rows, partitions)];

    public void Dispose() => _session.Dispose();

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Every_verb_takes_any_number_of_rows(int rows, int partitions)
    {
        _session.Range(0, rows, 1, partitions).CreateTempView("n");
        long[] all = [.. Enumerable.Range(0, rows).Select(value => (long)value)];
        Assert.Equal(all, Longs("SELECT id FROM n"));
        Assert.Equal(all.Where(value => value % 7 == 0), Longs("SELECT id FROM n WHERE id % 7 = 0"));
        Assert.Equal(all.Reverse(), Longs("SELECT id FROM n ORDER BY id DESC"));
        Assert.Equal(all.GroupBy(value => value % 10).Select(group => group.Sum()).Order(),
            Longs("SELECT sum(id) AS s FROM n GROUP BY id % 10 ORDER BY s"));
        Assert.Equal(all.Select(value => value / 2).Distinct(), Longs("SELECT DISTINCT id div 2 AS h FROM n ORDER BY h"));
        Assert.Equal(all, Longs("SELECT a.id FROM n a JOIN n b ON a.id = b.id ORDER BY 1"));
        Assert.Equal(all.Skip(3).Take(1020), Longs("SELECT id FROM n LIMIT 1020 OFFSET 3"));
        Assert.Equal(all.SelectMany(value => (long[])[value, -value]), Longs("SELECT explode(array(id, -id)) FROM n"));
        Assert.Equal(all.Length * 2, _session.Sql("SELECT * FROM n UNION ALL SELECT * FROM n").Count());
        Assert.Equal([rows], Longs("SELECT count(*) FROM n"));
        Assert.Equal(rows == 0 ? [null] : [(long?)rows - 1], _session.Sql("SELECT max(id) FROM n").Collect().Select(row => (long?)row[0]));
        Assert.Equal(Math.Min(rows, 1), _session.Sql("SELECT 1 FROM n GROUP BY id < 0").Count());
    }

    [Fact]
    public void A_frame_without_columns_has_rows()
    {
        DataFrame empty = _session.Range(0, 2500).Select(Array.Empty<string>());
        Assert.Empty(empty.Columns);
        Assert.Equal(2500, empty.Count());
        Assert.Equal(10, empty.Limit(10).Collect().Count);
        Assert.Equal(100, empty.Limit(10).CrossJoin(empty.Limit(10)).Count());
        Assert.Equal(1, empty.Distinct().Count());
    }

    [Fact]
    public void Groups_over_a_hundred_thousand_keys()
    {
        const int Keys = 130_000;
        _session.Range(0, Keys * 3, 1, 4).CreateTempView("n");
        Row row = _session.Sql($"""
            SELECT count(*), sum(c), sum(s), min(t), max(t), count(DISTINCT u) FROM (
                SELECT id % {Keys} AS k, count(*) AS c, sum(id) AS s, min(concat('key of some length ', id % {Keys})) AS t,
                    count(DISTINCT id) AS u
                FROM n GROUP BY id % {Keys}) AS g
            """).Collect().Single();
        Assert.Equal([(long)Keys, Keys * 3L, Enumerable.Range(0, Keys * 3).Sum(value => (long)value), "key of some length 0",
            "key of some length 99999", 1L], row);
        Assert.Equal(Keys, _session.Sql($"SELECT DISTINCT concat('a long enough key ', id % {Keys}), id % 2 FROM n WHERE id < {Keys}")
            .Count());
    }

    [Fact]
    public void A_join_gives_every_pair_of_many_equal_keys()
    {
        _session.Range(0, 1500, 1, 3).CreateTempView("n");
        Assert.Equal(1500L * 1500, _session.Sql("SELECT a.id FROM n a JOIN n b ON a.id * 0 = b.id * 0").Count());
        Assert.Equal(1500L * 1499 / 2, _session.Sql("SELECT a.id FROM n a JOIN n b ON a.id * 0 = b.id * 0 AND a.id < b.id").Count());
        Assert.Equal([1499L], Longs("SELECT a.id FROM n a LEFT JOIN n b ON a.id * 0 = b.id * 0 AND a.id < b.id WHERE b.id IS NULL"));
        Assert.Equal([0L], Longs("SELECT b.id FROM n a RIGHT JOIN n b ON a.id * 0 = b.id * 0 AND a.id < b.id WHERE a.id IS NULL"));
        Assert.Equal([1499L], Longs("SELECT a.id FROM n a LEFT ANTI JOIN n b ON a.id * 0 = b.id * 0 AND a.id < b.id"));
        Assert.Equal(1499, _session.Sql("SELECT a.id FROM n a LEFT SEMI JOIN n b ON a.id * 0 = b.id * 0 AND a.id < b.id").Count());
    }

    [Fact]
    public void Rows_of_two_large_frames_are_told_apart_by_their_keys()
    {
        _session.Sql("SELECT if(id % 1000 = 0, NULL, id) AS a, id % 7 AS b FROM range(200000)").CreateTempView("x");
        _session.Sql("SELECT if(id % 1000 = 0, NULL, id) AS a, id % 7 AS b FROM range(100000, 300000)").CreateTempView("y");
        Assert.Equal(99_900, _session.Sql("SELECT * FROM x EXCEPT SELECT * FROM y").Count());
        Assert.Equal(99_907, _session.Sql("SELECT * FROM x INTERSECT SELECT * FROM y").Count());
        Assert.Equal(99_900 + (200L * 200), _session.Sql("SELECT x.a FROM x JOIN y ON x.a <=> y.a").Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Of_equal_rows_the_earlier_stays_first(int partitions)
    {
        long[] expected = [.. Enumerable.Range(0, 20_000).Select(value => (long)value).OrderBy(value => value % 5)];
        _session.Range(0, 20_000, 1, partitions).CreateTempView("n");
        Assert.Equal(expected, Longs("SELECT id FROM n ORDER BY id % 5"));
        Assert.Equal(expected.Take(6000), Longs("SELECT id FROM n ORDER BY id % 5 LIMIT 6000"));
        Assert.Equal(expected.Skip(11).Take(9), Longs("SELECT id FROM n ORDER BY id % 5 LIMIT 9 OFFSET 11"));
    }

    [Fact]
    public void A_tree_as_deep_as_may_be_is_computed()
    {
        Assert.Equal([120L], Longs($"SELECT {string.Concat(Enumerable.Repeat("(1L + ", 119))}1L{new string(')', 119)}"));
        string text = "SELECT 1L AS x";
        for (int i = 0; i < 60; i++)
        {
            text = $"SELECT x + x AS x FROM ({text}) WHERE x + x <> 7";
        }

        Assert.Equal([1L << 60], Longs(text));
        DataFrame frame = _session.Range(0, 3);
        for (int i = 0; i < 60; i++)
        {
            frame = frame.WithColumn("id", frame["id"] + frame["id"]).Where("id + id >= 0");
        }

        Assert.Equal(0L, frame.Collect()[0][0]);
    }

    [Fact]
    public void A_query_that_is_cancelled_ends_and_the_session_works_on()
    {
        using var cancellation = new CancellationTokenSource();
        long rows = 0;
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _session.Range(0, long.MaxValue / 2, 1, 2).Where("id % 3 = 0").ForeachBatch(_ => new Counting(batch =>
        {
            if (Interlocked.Add(ref rows, batch.Count) > 100_000)
            {
                cancellation.Cancel();
            }
        }), cancellation.Token));
        using var join = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _session.Sql("SELECT count(*) FROM range(2000000) a CROSS JOIN range(2000000) b").Collect(join.Token));
        Assert.Equal([3L], Longs("SELECT count(*) FROM range(3)"));
    }

    private long[] Longs(string query) => [.. _session.Sql(query).Collect().Select(row => (long)row[0]!)];

    private sealed class Counting(Action<ColumnBatch> action) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            action(batch);
            return true;
        }
    }
}
