using System.Globalization;
using HotStream.Tests.Frames.Oracle;
using static HotStream.Functions;

namespace HotStream.Tests.Frames;

/// <summary>Windows of time as groups, and as-of joins.</summary>
public sealed class TimeWindowTests : IDisposable
{
    private static readonly DateTime s_noon = new(2021, 8, 13, 12, 0, 0, DateTimeKind.Utc);
    private readonly Session _session = new("windows", new SessionOptions { Workers = 2 });

    public TimeWindowTests() => _session.CreateDataFrame(Schema.Parse("k STRING, ts TIMESTAMP, v BIGINT"),
        [["a", s_noon, 1L], ["a", s_noon.AddMinutes(4), 2L], ["b", s_noon.AddMinutes(9.5), 3L], ["a", s_noon.AddMinutes(10), 4L],
            ["a", null, 5L], ["b", s_noon.AddMinutes(14.5), 6L], ["b", s_noon.AddHours(1), 7L]]).CreateTempView("r");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("SELECT window.start, window.end, count(*) FROM r GROUP BY window(ts, '10 minutes') ORDER BY 1",
        "[2021-08-13 12:00:00,2021-08-13 12:10:00,3] [2021-08-13 12:10:00,2021-08-13 12:20:00,2] "
        + "[2021-08-13 13:00:00,2021-08-13 13:10:00,1]")]
    [InlineData("SELECT window.*, k, sum(v) AS s FROM r GROUP BY window(ts, INTERVAL 1 HOUR), k ORDER BY k, window",
        "[2021-08-13 12:00:00,2021-08-13 13:00:00,a,7] [2021-08-13 12:00:00,2021-08-13 13:00:00,b,9] "
        + "[2021-08-13 13:00:00,2021-08-13 14:00:00,b,7]")]
    [InlineData("SELECT window.start, sum(v) FROM r WHERE k = 'a' GROUP BY window(ts, '10 minutes', '5 minutes') ORDER BY window.start",
        "[2021-08-13 11:55:00,3] [2021-08-13 12:00:00,3] [2021-08-13 12:05:00,4] [2021-08-13 12:10:00,4]")]
    [InlineData("SELECT tumble.start FROM (SELECT tumble(ts, '10 minutes', '10 minutes', '7 minutes') AS tumble FROM r WHERE v < 3)",
        "[2021-08-13 11:57:00] [2021-08-13 11:57:00]")]
    [InlineData("SELECT hop(ts, '2 minutes', '1 minute').end AS e FROM r WHERE v = 1",
        "[2021-08-13 12:01:00] [2021-08-13 12:02:00]")]
    [InlineData("SELECT k, session_window.start, session_window.end, count(*), sum(v) FROM r GROUP BY session_window(ts, '5 minutes'), k "
        + "ORDER BY k, session_window.start",
        "[a,2021-08-13 12:00:00,2021-08-13 12:09:00,2,3] [a,2021-08-13 12:10:00,2021-08-13 12:15:00,1,4] "
        + "[b,2021-08-13 12:09:30,2021-08-13 12:19:30,2,9] [b,2021-08-13 13:00:00,2021-08-13 13:05:00,1,7]")]
    [InlineData("SELECT session_window.*, count(*) FROM r GROUP BY session_window(ts, INTERVAL 6 MINUTES) HAVING count(*) > 1",
        "[2021-08-13 12:00:00,2021-08-13 12:20:30,5]")]
    [InlineData("SELECT min(window.start), sum(n) FROM (SELECT window, count(*) AS n FROM r GROUP BY window(ts, '5 minutes')) "
        + "GROUP BY window(window, '1 hour') ORDER BY 1", "[2021-08-13 12:00:00,5] [2021-08-13 13:00:00,1]")]
    [InlineData("SELECT window_time(window) AS t FROM r GROUP BY window(ts, '1 hour') ORDER BY t",
        "[2021-08-13 12:59:59.999999] [2021-08-13 13:59:59.999999]")]
    [InlineData("SELECT window('1969-12-31 23:58:00', '10 minutes').start", "[1969-12-31 23:50:00]")]
    public void Windows_are_groups(string query, string expected)
    {
        Assert.Equal(expected, string.Join(' ', _session.Sql(query).Collect()));
    }

    [Fact]
    public void Methods_make_the_same_windows()
    {
        DataFrame frame = _session.Table("r");
        Assert.Equal(["window", "count"], frame.GroupBy(Window(frame["ts"], "10 minutes")).Count().Columns);
        Assert.Equal(["[2021-08-13 12:00:00,3]", "[2021-08-13 12:10:00,2]", "[2021-08-13 13:00:00,1]"],
            frame.GroupBy(Window(frame["ts"], "10 minutes")).Count().OrderBy("window").Select("window.start", "count").Collect()
                .Select(row => row.ToString()));
        Assert.Equal(4, frame.GroupBy(SessionWindow(Col("ts"), "5 minutes"), Col("k")).Count().Count());
        Assert.Equal(s_noon.AddMinutes(10).AddMicroseconds(-1), frame.Where("v = 1").Select(WindowTime(Window(Col("ts"),
            "10 minutes"))).First()[0]);
    }

    [Theory]
    [InlineData("SELECT count(*) FROM r GROUP BY window(ts, '5 minutes', '10 minutes')", "at most its length")]
    [InlineData("SELECT count(*) FROM r GROUP BY window(ts, '0 minutes')", "must be longer than nothing")]
    [InlineData("SELECT count(*) FROM r GROUP BY window(ts, '1 month')", "has no fixed length")]
    [InlineData("SELECT count(*) FROM r GROUP BY window(v, '1 minute')", "window takes a time; v is bigint")]
    [InlineData("SELECT count(*) FROM r GROUP BY window(ts, k)", "that is written there")]
    [InlineData("SELECT count(*) FROM r GROUP BY session_window(ts, '1 minute'), window(ts, '2 minutes', '1 minute')",
        "one kind at a time")]
    [InlineData("SELECT session_window(ts, '1 minute') FROM r", "stands in GROUP BY only")]
    [InlineData("SELECT 1 FROM r a ASOF JOIN r b ON a.k = b.k", "needs one of <")]
    [InlineData("SELECT 1 FROM r a ASOF JOIN r b ON a.ts < b.ts AND a.v < b.v", "is none of them, or another one")]
    [InlineData("SELECT 1 FROM r a ASOF FULL JOIN r b ON a.ts < b.ts", "ASOF JOIN and ASOF LEFT JOIN are known")]
    public void What_is_no_window_is_refused(string query, string message) =>
        Assert.Contains(message, Assert.ThrowsAny<AnalysisException>(() => _session.Sql(query)).Message, StringComparison.Ordinal);

    [Fact]
    public void Random_rows_are_in_the_windows_that_a_slow_loop_finds()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            var random = new Random(seed);
            RandomTable table = RandomTable.Create(random, "w", random.Next(200), [PlanType.Few, PlanType.Time], random.Next(1, 40));
            _session.Load(new SplitSource(table, random.Next(1, 4), random.Next(2) == 0 ? 7
                : 1024, random.Next(2) == 0)).CreateTempView("w");
            (long length, long slide, long start) = random.Next(3) switch
            {
                0 => (3_600_000_000L, 3_600_000_000L, 0L),
                1 => (5_000_000_000L, 1_700_000_000L, 300_000_000L),
                _ => (10_800_000_000L, 3_600_000_000L, 1_000_000L),
            };
            string text = $"'{length} microseconds', '{slide} microseconds', '{start} microseconds'";
            List<object?[]> expected = [.. table.Rows.Where(row => row[1] is not null).SelectMany(row => Starts(Micros(row[1]!)))
                .CountBy(one => one).Select(pair => (object?[])[Moment(pair.Key), (long)pair.Value])];
            string? wrong = RowBag.Difference(Rows($"SELECT window.start, count(*) FROM w GROUP BY window(c1, {text})"), expected, false);
            Assert.True(wrong is null, $"seed {seed}, {text}: {wrong}");
            long gap = random.Next(1, 4) * 3_600_250_000L;
            wrong = RowBag.Difference(Rows($"SELECT c0, session_window.start, session_window.end, count(*) FROM w "
                + $"GROUP BY c0, session_window(c1, '{gap} microseconds')"), Sessions(table, gap), false);
            Assert.True(wrong is null, $"seed {seed}, gap {gap}: {wrong}");

            IEnumerable<long> Starts(long time)
            {
                for (long at = time - length + 1; at <= time; at++)
                {
                    long rest = (((at - start) % slide) + slide) % slide;
                    at += rest == 0 ? 0 : slide - rest;
                    if (at <= time)
                    {
                        yield return at;
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(">=")]
    [InlineData(">")]
    [InlineData("<=")]
    [InlineData("<")]
    public void An_as_of_join_gives_what_another_engine_gives(string sign)
    {
        using var duck = new DuckDatabase();
        for (int seed = 0; seed < 12; seed++)
        {
            var random = new Random(seed);
            RandomTable[] tables = [.. ((string[])["x", "y"]).Select(name => RandomTable.Create(random, name, random.Next(120),
                [PlanType.Few, PlanType.Time, PlanType.Text], random.Next(1, 30)))];
            foreach (RandomTable table in tables)
            {
                duck.Load(table);
                _session.Load(new SplitSource(table, random.Next(1, 4), 7, random.Next(2) == 0)).CreateTempView(table.Name);
            }

            foreach (string left in (string[])["", "LEFT "])
            {
                // Of equal times any may be taken: there is one of each. DuckDB takes a null for a late time; it is none.
                const string Left = "(SELECT * FROM x WHERE c1 IS NOT NULL) AS x";
                const string Right = "(SELECT c0, c1, min(c2) AS c2 FROM y GROUP BY c0, c1)";
                string query =
                    $"SELECT x.c0, x.c1, x.c2, b.c0, b.c1, b.c2 FROM {Left} ASOF {left}JOIN {Right} AS b "
                    + $"ON x.c0 = b.c0 AND x.c1 {sign} b.c1";
                string? wrong = RowBag.Difference(Rows(query), duck.Query(query), false);
                Assert.True(wrong is null, $"seed {seed}: {query}: {wrong}");
                query = $"SELECT x.c1, b.c1 FROM {Left} ASOF {left}JOIN (SELECT DISTINCT c1 FROM y) AS b ON b.c1 {sign} x.c1";
                wrong = RowBag.Difference(Rows(query), duck.Query(query), false);
                Assert.True(wrong is null, $"seed {seed}: {query}: {wrong}");
            }
        }
    }

    [Fact]
    public void An_as_of_join_by_names_and_by_methods()
    {
        DataFrame rates = _session.CreateDataFrame(Schema.Parse("k STRING, ts TIMESTAMP, rate DOUBLE"),
            [["a", s_noon.AddMinutes(-1), 1.5], ["a", s_noon.AddMinutes(5), 2.5], ["b", s_noon.AddMinutes(9), 3.5], ["b", null, 9.0]]);
        rates.CreateTempView("rates");
        Assert.Equal("[a,1,1.5] [a,2,1.5] [b,3,3.5] [a,4,2.5] [b,6,3.5] [b,7,3.5]", string.Join(' ', _session.Sql(
            "SELECT k, v, rate FROM r ASOF JOIN rates USING (k, ts) ORDER BY v").Collect()));
        DataFrame rows = _session.Table("r");
        Assert.Equal([1.5, 1.5, 3.5, 2.5, null, 3.5, 3.5], rows.JoinAsOf(rates, (rows["k"] == rates["k"]) & (rows["ts"] >= rates["ts"]),
            keepsAll: true).OrderBy(rows["v"]).Select("rate").Collect().Select(row => row[0]));
        Assert.Contains("AsOfJoin", _session.Sql("SELECT rate FROM r ASOF JOIN rates USING (k, ts)").Explain(), StringComparison.Ordinal);
    }

    private static List<object?[]> Sessions(RandomTable table, long gap)
    {
        var found = new List<object?[]>();
        foreach (var group in table.Rows.Where(row => row[1] is not null).GroupBy(row => row[0]?.ToString() ?? "none"))
        {
            long[] times = [.. group.Select(row => Micros(row[1]!)).Order()];
            for (int at = 0; at < times.Length;)
            {
                int first = at++;
                while (at < times.Length && times[at] <= times[at - 1] + gap)
                {
                    at++;
                }

                found.Add([group.First()[0], Moment(times[first]),
                    Moment(times[at - 1] + gap), (long)(at - first)]);
            }
        }

        return found;
    }

    private static DateTime Moment(long micros) => DateTime.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    private static long Micros(object time) => ((DateTime)time - DateTime.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private List<object?[]> Rows(string query) => [.. _session.Sql(query).Collect().Select(row => row.ToArray())];
}
