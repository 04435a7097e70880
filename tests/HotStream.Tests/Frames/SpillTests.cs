using HotStream.Tests.Frames.Oracle;
using HotStream.Tests.Recovery;

namespace HotStream.Tests.Frames;

/// <summary>
/// Queries over more rows than they may hold: the answers of as much memory as they like, within the memory that is allowed, and nothing
/// left on disk.
/// </summary>
public sealed class SpillTests : IDisposable
{
    private const long Limit = 1 << 20;
    private const int Workers = 2;

    /// <summary>
    /// What each worker may hold beside the limit for one operator: a block for each of 16 parts and one more, and what a batch adds.
    /// </summary>
    private static long SlackOf(long limit, int bytesOfRow) => Workers * ((17 * (limit / 256)) + (ColumnBatch.MaxRows * bytesOfRow));

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("hotstream-spill-");
    private readonly PlanRunner _runner;
    private readonly Session _session;

    public SpillTests()
    {
        _runner = new PlanRunner(Workers, Path.Combine(_directory.FullName, "made"));
        _session = new Session("spill", new SessionOptions
        {
            Workers = Workers,
            MemoryLimit = Limit,
            SpillDirectory = Path.Combine(_directory.FullName, "made"),
        });
        _session.Range(0, 200_000, 1, 3).CreateTempView("n");
        _session.Sql("SELECT id, (id * 7919) % 200000 AS other, concat('a text that is longer than most: ', (id * 7919) % 200000) AS t "
            + "FROM n").CreateTempView("big");
    }

    public static TheoryData<string> Queries =>
    [
        "SELECT id, t FROM big ORDER BY t DESC",
        "SELECT id, t FROM big ORDER BY id % 10, t LIMIT 90000",
        "SELECT id, array(id, NULL, other) AS a, map('k', t) AS m, named_struct('x', t, 'y', if(id % 3 = 0, NULL, array(t))) AS s, "
            + "id % 2 = 0 AS b, if(id % 5 = 0, NULL, CAST(id AS DECIMAL(30,4))) AS d, CAST(id AS DOUBLE) AS f, DATE '2021-01-01' AS da "
            + "FROM big WHERE id < 60000 ORDER BY other",
        "SELECT DISTINCT t FROM big",
        "SELECT t, count(*) AS c, sum(id) AS s, min(id) AS l, max(t) AS g, avg(other) AS a FROM big GROUP BY t",
        "SELECT id % 50000 AS k, collect_list(id) AS l, count(DISTINCT id % 7, t) AS d, sum(DISTINCT id % 3) AS ds, first(t) AS f, "
            + "last(t) AS la, max_by(t, other) AS mb, approx_count_distinct(t) AS ap, sum(CAST(id AS DECIMAL(10,2))) AS de, "
            + "median(other) AS me, stddev(id) AS sd, count(*) FILTER (WHERE id % 2 = 0) AS fi, bool_or(id > 5) AS bo, "
            + "count(DISTINCT 'one') AS dc "
            + "FROM big GROUP BY id % 50000",
        "SELECT id % 3 AS a, t, collect_set(id) AS s FROM big GROUP BY id % 3, t",
        "SELECT a.id, b.id AS o, b.t FROM big a JOIN big b ON a.id = b.other",
        "SELECT a.id, b.t FROM big a LEFT JOIN (SELECT * FROM big WHERE id % 2 = 0) b ON a.id = b.other AND b.id > 1000",
        "SELECT a.id, b.t FROM (SELECT * FROM big WHERE id % 3 = 0) a FULL JOIN (SELECT * FROM big WHERE id % 2 = 0) b ON a.t = b.t",
        "SELECT a.id FROM big a LEFT ANTI JOIN (SELECT if(id % 4 = 0, NULL, t) AS t FROM big) b ON a.t = b.t",
        "SELECT * FROM (SELECT if(id % 9 = 0, NULL, t) AS t FROM big) EXCEPT SELECT t FROM big WHERE id < 50000",
        "SELECT count(*) AS c, max(t) AS m FROM (SELECT t FROM big ORDER BY t LIMIT 150000)",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public void More_than_may_be_held_goes_to_disk_and_comes_back(string query)
    {
        Plan plan = _session.Sql(query).Plan;
        var expected = new RowHash();
        _runner.Run(plan, Optimizer.Rules, long.MaxValue, expected.Sink);
        Assert.Equal(0, _runner.SpilledBytes);
        Assert.InRange(_runner.PeakBytes, 9 * Limit, long.MaxValue);
        bool isOrdered = query.Contains("ORDER BY", StringComparison.Ordinal) && !query.Contains("count", StringComparison.Ordinal);
        foreach (long limit in (long[])[Limit, 4 * Limit])
        {
            var found = new RowHash();
            _runner.Run(plan, Optimizer.Rules, limit, found.Sink);
            Assert.Equal(expected.Rows, found.Rows);
            Assert.Equal(expected.Bag, found.Bag);
            Assert.True(!isOrdered || expected.List == found.List, "The rows are in another order.");
            Assert.NotEqual(0, _runner.SpilledBytes);
            int bytesOfRow = query switch
            {
                _ when query.Contains("median", StringComparison.Ordinal) => 1000, // fifteen aggregates, four with keys
                _ when query.Contains("collect_set", StringComparison.Ordinal) => 300, // two keys, their indexes, which double, and a list
                _ => 200,
            };
            Assert.InRange(_runner.PeakBytes, limit / 2, limit + SlackOf(limit, bytesOfRow));
            AssertNothingIsLeft();
        }
    }

    [Fact]
    public void What_rests_goes_to_disk_for_who_needs_the_room()
    {
        // Each of eight parts fits, all of them do not; nor do both sorts.
        DataFrame rows = _session.Range(0, 40_000, 1, 8);
        var expected = new RowHash();
        var found = new RowHash();
        Plan plan = rows.OrderBy(rows["id"].Desc()).Union(rows.OrderBy("id")).Union(rows.Repartition(5)).Limit(100_000).Plan;
        _runner.Run(plan, Optimizer.Rules, long.MaxValue, expected.Sink);
        _runner.Run(plan, Optimizer.Rules, Limit / 2, found.Sink);
        Assert.Equal((expected.Rows, expected.List), (found.Rows, found.List));
        Assert.Equal(100_000, found.Rows);
        Assert.NotEqual(0, _runner.SpilledBytes);
        Assert.InRange(_runner.PeakBytes, 1, (Limit / 2) + SlackOf(Limit / 2, 50));
    }

    [Theory]
    [InlineData("SELECT id, collect_list(t) AS l FROM (SELECT 1 AS id, t FROM big) GROUP BY id", "the values of one group")]
    [InlineData("SELECT count(DISTINCT t) FROM big", "the values of all rows together")]
    [InlineData("SELECT a.id FROM n a JOIN (SELECT 1 AS k, t FROM big) b ON a.id = b.k AND a.id <> length(b.t)", "one side of a join")]
    [InlineData("SELECT a.id FROM n a CROSS JOIN big b WHERE a.id < length(b.t)", "one side of a join")]
    public void What_cannot_be_divided_is_refused_with_the_amount(string query, string what)
    {
        string message = Assert.Throws<InsufficientMemoryException>(() => _session.Sql(query).ForeachBatch(_ => new Ignoring())).Message;
        Assert.Contains(what, message, StringComparison.Ordinal);
        Assert.Matches(@"holds \d+ (KiB|MiB), .* may hold 1024 KiB\..*SessionOptions\.MemoryLimit", message);
        AssertNothingIsLeft();
        Assert.Equal(200_000, _session.Sql("SELECT DISTINCT t FROM big").Count());
    }

    [Fact]
    public void Nothing_is_left_of_a_query_that_fails_or_is_cancelled()
    {
        Plan plan = _session.Sql("SELECT t, count(*) AS c FROM big GROUP BY t ORDER BY t").Plan;
        Assert.Throws<TimeZoneNotFoundException>(() =>
            _runner.Run(plan, Optimizer.Rules, Limit, _ => new Ignoring(() => throw new TimeZoneNotFoundException())));
        Assert.NotEqual(0, _runner.SpilledBytes);
        AssertNothingIsLeft();
        using var cancellation = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            _runner.Run(plan, Optimizer.Rules, Limit, _ => new Ignoring(cancellation.Cancel), cancellation: cancellation.Token));
        Assert.NotEqual(0, _runner.SpilledBytes);
        AssertNothingIsLeft();
    }

    [Fact]
    public void A_full_disk_and_a_folder_that_is_none_are_reported()
    {
        string path = Path.Combine(_directory.FullName, "file");
        File.WriteAllText(path, "no folder");
        using (var session = new Session("nowhere", new SessionOptions { Workers = 2, MemoryLimit = Limit, SpillDirectory = path }))
        {
            session.SetView("big", new DataFrame(session, _session.Table("big").Plan));
            string message = Assert.Throws<IOException>(() => session.Sql("SELECT DISTINCT t FROM big").Count()).Message;
            Assert.Contains($"could not write to '{path}'", message, StringComparison.Ordinal);
            Assert.Contains("SessionOptions.SpillDirectory", message, StringComparison.Ordinal);
            Assert.Equal(200_000, session.Table("big").Count());
        }

        string small = Path.Combine(_directory.FullName, "small");
        using SmallDisk? disk = SmallDisk.TryMount(small, megabytes: 1);
        Assert.SkipWhen(disk is null, "a file system of a megabyte cannot be mounted here: that takes root");
        using var full = new Session("full", new SessionOptions { Workers = 2, MemoryLimit = Limit, SpillDirectory = small });
        full.SetView("big", new DataFrame(full, _session.Table("big").Plan));
        Assert.Contains("with more room",
            Assert.Throws<IOException>(() => full.Sql("SELECT t FROM big ORDER BY t").ForeachBatch(_ => new Ignoring())).Message,
            StringComparison.Ordinal);
        Assert.Equal(5, full.Sql("SELECT t FROM big ORDER BY t LIMIT 5").Collect().Count);
        Assert.True(disk.Unmount(), "The failed query holds a file.");
    }

    public void Dispose()
    {
        _runner.Dispose();
        _session.Dispose();
        _directory.Delete(recursive: true);
    }

    private void AssertNothingIsLeft()
    {
        string directory = Path.Combine(_directory.FullName, "made");
        Assert.True(!Directory.Exists(directory) || Directory.GetFileSystemEntries(directory).Length == 0, "Files are left.");
        if (OperatingSystem.IsLinux())
        {
            Assert.DoesNotContain(new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos(), open =>
                open.LinkTarget?.StartsWith(directory, StringComparison.Ordinal) is true);
        }
    }

    private sealed class Ignoring(Action? first = null) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            first?.Invoke();
            return true;
        }
    }

    /// <summary>Rows as numbers: as a bag, and as a list while there is one partition.</summary>
    private sealed class RowHash
    {
        private readonly Lock _adding = new();

        public long Rows { get; private set; }

        public ulong Bag { get; private set; }

        public ulong List { get; private set; }

        public ColumnSink Sink(int partition) => new Hashing(this);

        private sealed class Hashing(RowHash all) : ColumnSink
        {
            private static readonly System.Globalization.CultureInfo s_plain = System.Globalization.CultureInfo.InvariantCulture;

            public override bool Push(ColumnBatch batch)
            {
                lock (all._adding)
                {
                    for (int i = 0; i < batch.Count; i++)
                    {
                        int at = batch.PlaceOf(i);
                        ulong hash = 17;
                        foreach (ColumnVector column in batch.Columns)
                        {
                            hash = (hash * 1_099_511_628_211) ^ StableHash.Of(Text(Cell.ToObject(column, at)));
                        }

                        all.Rows++;
                        all.Bag += hash;
                        all.List = (all.List * 31) + hash;
                    }
                }

                return true;
            }

            private static string Text(object? value) => value switch
            {
                double number => number.ToString("G12", s_plain),
                object?[] list when list.Length > 1 && list[0] is long => string.Join(',', list.Select(one => $"{one}").Order()),
                _ => Row.Show(value),
            };
        }
    }
}
