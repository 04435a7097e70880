using System.Text;

namespace HotStream.Fuzz.Targets;

/// <summary>Any text is a plan, or a mistake that is told with a message.</summary>
internal sealed class SqlTarget : IFuzzTarget
{
    private readonly Session _session = new("fuzz", new SessionOptions { Workers = 1 });

    public SqlTarget()
    {
        _session.CreateDataFrame(Schema.Parse(
            "a BIGINT, b STRING, c DOUBLE, d DATE, e TIMESTAMP, f BOOLEAN, g ARRAY<BIGINT>, s STRUCT<a: INT, b: STRING>, m MAP<STRING, "
                + "BIGINT>"))
            .CreateTempView("t");
    }

    public string Name => "sql";

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        [.. "SELECT a, sum(c) AS s FROM t WHERE b LIKE 'x%' AND NOT f GROUP BY a HAVING count(*) > 1 ORDER BY s DESC NULLS LAST LIMIT 3 "u8,
            .. "OFFSET 1"u8],
        "WITH w AS (SELECT DISTINCT a FROM t) SELECT w.*, x.b FROM w LEFT JOIN t x USING (a) UNION ALL SELECT 1, 'b'"u8.ToArray(),
        "SELECT CASE a WHEN 1 THEN 'one' ELSE concat(b, '-') END, CAST(c AS INT), a IN (1, 2), d + INTERVAL 2 DAYS FROM t"u8.ToArray(),
        "SELECT explode(g) FROM t; -- list\n"u8.ToArray(),
        "SELECT w FROM t LATERAL VIEW OUTER explode(m) x AS k, w WHERE s.a BETWEEN 1 AND 2 OR e IS NOT NULL"u8.ToArray(),
        [.. "SELECT from_json(b, 'a INT, b ARRAY<STRING>').b[0], m['k'], date_format(e, 'yyyy-MM'), /* ? */ `a` <=> -9223372036854775808 "u8,
            .. "FROM t"u8],
        [.. "SELECT count(DISTINCT a) FILTER (WHERE f), max_by(a, c), percentile(c, 0.5) FROM VALUES (1, 2), (3, 4) AS v(a, c) GROUP BY "u8,
            .. "ALL"u8],
    ];

    public int ReadablePadding => 0;

    public void Run(ReadOnlySpan<byte> input)
    {
        if (input.Length > 4096)
        {
            return;
        }

        try
        {
            DataFrame frame = _session.Sql(Encoding.UTF8.GetString(input));
            Planner.Of(Optimizer.Improve(frame.Plan));
            Check.Same(true, frame.Schema.Count >= 0 && frame.Explain().Length > 0, "whether the plan is told");
        }
        catch (AnalysisException mistake)
        {
            Check.Same(true, mistake.Message.Length > 5, "whether the mistake is told");
        }
    }
}
