namespace HotStream.Tests.Frames;

/// <summary>Texts that a query kept are let go when it ends, however it ends: slabs of texts that nobody lets go are lost.</summary>
[Collection(AloneCollection.Name)]
public sealed class FrameSlabsTests : IDisposable
{
    private readonly Session _session = new("slabs", new SessionOptions { Workers = 2 });
    private readonly Session _little = new("little", new SessionOptions { Workers = 2, MemoryLimit = 1 << 20 });

    public static TheoryData<string> Queries =>
    [
        "SELECT a.t, b.t AS o FROM big a JOIN big b ON a.t = b.t",
        "SELECT a.t, b.t AS o FROM big a FULL JOIN big b ON a.t = b.t AND a.id < b.id",
        "SELECT a.t FROM big a LEFT ANTI JOIN big b ON a.id = b.id + 5 AND b.t < 'b'",
        "SELECT t FROM big ORDER BY t",
        "SELECT t FROM big ORDER BY t LIMIT 10",
        "SELECT DISTINCT t FROM big",
        "SELECT id % 7 AS k, collect_list(t) AS l, count(DISTINCT t) AS d, max_by(t, id) AS m FROM big GROUP BY id % 7",
        "SELECT count(DISTINCT t) AS d FROM big",
        "SELECT a.t FROM big a CROSS JOIN (SELECT * FROM big LIMIT 20) b WHERE a.t < b.t",
        "SELECT t FROM big LIMIT 9000",
    ];

    [Theory]
    [MemberData(nameof(Queries))]
    public void No_slab_is_lost_by_a_query(string query)
    {
        foreach (Session session in (Session[])[_session, _little])
        {
            session.Sql("SELECT id, concat('a text that is longer than most: ', id) AS t FROM range(20000)").CreateTempView("big");
            int before = SlabPool.Outstanding;
            Run(session, query, () => { });
            Assert.Equal(before, SlabPool.Outstanding);
            Assert.Throws<TimeZoneNotFoundException>(() => Run(session, query, () => throw new TimeZoneNotFoundException()));
            Assert.Equal(before, SlabPool.Outstanding);
            using var cancellation = new CancellationTokenSource();
            Run(session, query, cancellation.Cancel, cancellation.Token);
            Assert.Equal(before, SlabPool.Outstanding);
        }
    }

    public void Dispose()
    {
        _session.Dispose();
        _little.Dispose();
    }

    /// <summary>Runs it to whatever end; what the sink throws, if it comes so far, is passed on.</summary>
    private static void Run(Session session, string query, Action first, CancellationToken cancellation = default)
    {
        try
        {
            session.Sql(query).ForeachBatch(_ => new First(first), cancellation);
        }
        catch (InsufficientMemoryException)
        {
            first(); // of those that cannot go to disk
        }
        catch (OperationCanceledException)
        {
            // as was asked for
        }
    }

    private sealed class First(Action action) : ColumnSink
    {
        public override bool Push(ColumnBatch batch)
        {
            action();
            return true;
        }
    }
}
