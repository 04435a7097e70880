namespace HotStream.Tests.Frames;

/// <summary>
/// A source whose schema is a guess: queries try it where they give nothing out before it was read whole, and nobody ever sees an answer
/// of a guess that was wrong.
/// </summary>
public sealed class ProvisionalSourceTests : IDisposable
{
    private readonly Session _session = new("provisional", new SessionOptions { Workers = 2 });
    private readonly Guess _guess = new();

    public ProvisionalSourceTests() => _session.Load(_guess).CreateTempView("t");

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("SELECT sum(a) FROM t")]
    [InlineData("SELECT b, count(*) AS n FROM t GROUP BY b ORDER BY n DESC, b LIMIT 3")]
    [InlineData("SELECT DISTINCT b FROM t")]
    [InlineData("SELECT count(*) FROM t x JOIN t y ON x.a = y.a")]
    [InlineData("SELECT max(a) FROM (SELECT a FROM t UNION ALL SELECT a + 1 FROM t)")]
    [InlineData("WITH u AS (SELECT * FROM t) SELECT b, min(a) FROM u GROUP BY b HAVING min(a) > 0")]
    [InlineData("SELECT * FROM t ORDER BY a LIMIT 2")]
    [InlineData("SELECT t.a FROM t JOIN (SELECT max(a) AS a FROM t) m ON t.a = m.a")]
    public void A_query_that_reads_all_before_it_gives_anything_out_tries_the_guess(string query)
    {
        string tried = _session.Sql(query).ShowString();
        Assert.Equal(0, _guess.Settled);
        Assert.Equal(Truth(query), tried);
        _guess.Fits = false;
        Assert.Equal(Truth(query), _session.Sql(query).ShowString());
        Assert.Equal(1, _guess.Settled);
    }

    [Theory]
    [InlineData("SELECT a, b FROM t")]
    [InlineData("SELECT * FROM t LIMIT 2")]
    [InlineData("SELECT count(*) FROM (SELECT * FROM t LIMIT 3)")]
    public void A_query_that_gives_rows_out_before_settles_it_first(string query)
    {
        DataFrame frame = _session.Sql(query);
        IReadOnlyList<Row> rows = frame.Collect();
        Assert.Equal(1, _guess.Settled);
        Assert.Equal(Truth(query), _session.CreateDataFrame(frame.Schema, rows).ShowString());
    }

    [Fact]
    public void Who_asks_for_columns_gets_those_that_hold()
    {
        DataFrame frame = _session.Sql("SELECT a, count(*) AS n FROM t GROUP BY a");
        Assert.Equal(0, _guess.Settled);
        Assert.Equal("a BIGINT, n BIGINT", frame.Schema.ToString());
        Assert.Equal(1, _guess.Settled);
        Assert.Equal(8, frame.Collect().Count);
        Assert.Equal(3, _session.Table("t").Where("a > 5").Count());
        Assert.Equal(1, _guess.Settled); // once
    }

    [Fact]
    public void Rows_are_counted_and_shown_without_another_look_and_their_schema_is_that_of_the_run()
    {
        DataFrame frame = _session.Sql("SELECT b, sum(a) AS s FROM t GROUP BY b");
        Assert.Equal((2, 8), (frame.Count(), _session.Table("t").Count()));
        Assert.Contains("|   b|  s|", frame.ShowString());
        Assert.Equal("b STRING, s BIGINT", frame.OrderBy("b").Schema.ToString());
        Assert.Equal(1, _guess.Settled); // by the last question alone
        _guess.Fits = false;
        Assert.Equal("b STRING, s BIGINT", _session.Sql("SELECT b, sum(a) AS s FROM t GROUP BY b").Collect()[0].Schema.ToString());
    }

    [Fact]
    public void What_a_function_makes_of_a_frame_is_tried_too()
    {
        DataFrame Renamed(string name) => _session.Sql("SELECT b, sum(a) AS s FROM t GROUP BY b")
            .Transform(frame => frame.Select(frame["s"].As(name)).OrderBy(name));
        Assert.Equal([16L, 20L], Renamed("x").Collect().Select(row => row[0]));
        Assert.Equal(0, _guess.Settled);
        _guess.Fits = false;
        Assert.Equal([16L, 20L], Renamed("x").Collect().Select(row => row[0]));
        Assert.Equal(1, _guess.Settled);
        _guess.Late = true;
        var other = _session.Load(_guess).Transform(static frame => frame.Agg(Functions.Count(frame["late"])));
        Assert.Equal(8L, other.Collect()[0][0]);
        Assert.Throws<AnalysisException>(() => other.Transform(static frame => frame.Select("none")));
        Assert.Throws<ArgumentNullException>(() => other.Transform(null!));
    }

    [Fact]
    public void Names_that_only_the_guess_lacks_are_found_and_others_are_refused_with_all_names()
    {
        _guess.Late = true;
        Assert.Equal("[8]", $"[{string.Join(", ", _session.Sql("SELECT count(late) FROM t").Collect()[0])}]");
        Assert.Equal(1, _guess.Settled);
        AnalysisException failure = Assert.Throws<AnalysisException>(() => _session.Sql("SELECT count(lade) FROM t"));
        Assert.Contains("late", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_view_that_is_replaced_meanwhile_is_what_it_was_when_the_query_is_planned_again()
    {
        _guess.Fits = false;
        DataFrame frame = _session.Sql("SELECT sum(a) FROM t");
        _session.Range(0, 5).CreateTempView("t");
        Assert.Equal(36L, frame.Collect()[0][0]);
        Assert.Equal(1, _guess.Settled);
    }

    [Fact]
    public void What_a_sink_throws_is_thrown_and_the_query_does_not_run_again()
    {
        int calls = 0;
        DataFrame frame = _session.Sql("SELECT sum(a) FROM t");
        IOException failure = Assert.Throws<IOException>(() =>
            frame.ForeachBatch(_ => ++calls == 1 ? throw new IOException("full") : null!));
        Assert.Equal(("full", 1, 0), (failure.Message, calls, _guess.Settled));
    }

    [Fact]
    public void A_query_that_is_cancelled_is_not_tried_again()
    {
        using var stop = new CancellationTokenSource();
        _guess.OnRead = stop.Cancel;
        Assert.ThrowsAny<OperationCanceledException>(() => _session.Sql("SELECT sum(a) FROM t").Collect(stop.Token));
        Assert.Equal(0, _guess.Settled);
    }

    [Fact]
    public void A_source_that_cannot_be_settled_now_may_be_later()
    {
        _guess.OnSettle = () => throw new IOException("away");
        DataFrame frame = _session.Sql("SELECT sum(a) FROM t");
        Assert.Equal("away", Assert.Throws<IOException>(() => frame.Schema).Message);
        _guess.OnSettle = null;
        Assert.Equal("`sum(a)` BIGINT", frame.Schema.ToString());
    }

    private string Truth(string query)
    {
        using var other = new Session("truth", new SessionOptions { Workers = 2 });
        other.Load(_guess.Exact()).CreateTempView("t");
        return other.Sql(query).ShowString();
    }

    /// <summary>Eight rows in two parts; when they do not fit, the second part says so.</summary>
    private sealed class Guess : ProvisionalSource
    {
        private readonly bool[] _read = new bool[2];

        public bool Fits { get; set; } = true;

        /// <summary>Whether there is a column that the guess has not.</summary>
        public bool Late { get; set; }

        public int Settled { get; private set; }

        public Action? OnRead { get; set; }

        public Action? OnSettle { get; set; }

        public override bool Holds => _read[0] && _read[1];

        public override Schema Schema { get; } = Schema.Parse("a BIGINT, b STRING");

        public override int Partitions
        {
            get
            {
                Array.Clear(_read);
                return 2;
            }
        }

        public override FrameSource Settle()
        {
            OnSettle?.Invoke();
            Settled++;
            return Exact();
        }

        public MemorySource Exact() => MemorySource.Of(Late ? Schema.Add("late", DataType.Long) : Schema,
            Rows().Select(row => (object?[])(Late ? [row.A, row.B, row.A] : [row.A, row.B])));

        public override void Read(int partition, IReadOnlyList<int> projection, ColumnSink sink, CancellationToken cancellation)
        {
            OnRead?.Invoke();
            cancellation.ThrowIfCancellationRequested();
            using var texts = new Utf8Arena();
            var batch = new ColumnBatch(new Schema(projection.Select(place => Schema[place])));
            int row = 0;
            foreach ((long a, string b) in Rows().Skip(partition * 4).Take(4))
            {
                for (int i = 0; i < projection.Count; i++)
                {
                    Cell.FromObject(batch.Columns[i], row, projection[i] == 0 ? a : b, texts);
                }

                row++;
            }

            batch.SetLength(row);
            bool wanted = sink.Push(batch);
            batch.DisposeColumns();
            _read[partition] = wanted && (Fits || partition == 0 ? true : throw new InvalidDataException("It does not fit."));
        }

        private static IEnumerable<(long A, string B)> Rows() =>
            Enumerable.Range(1, 8).Select(i => ((long)i, i % 2 == 0 ? "even" : "odd"));
    }
}
