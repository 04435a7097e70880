using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// A query by HotStream, from SQL text to rows: key, count, sum, and perhaps min and max. The total of the answer is the rows read.
/// </summary>
/// <param name="workers">Threads.</param>
/// <param name="limit">Bytes that a query may hold; what is beyond goes to disk.</param>
internal sealed class EngineFrame(int workers, long limit = 4L << 30) : IDisposable
{
    private readonly Session _session =
        new Session("bench", new SessionOptions { Workers = workers, MemoryLimit = limit }).WithFiles();

    public Session Session => _session;

    public JobOutcome Run(string query, long records)
    {
        var times = new ThreadTimes();
        var clock = Stopwatch.GetTimestamp();
        var rows = _session.Sql(query).Collect();
        var elapsed = Stopwatch.GetElapsedTime(clock);
        return new JobOutcome(records, () => Answer(rows) with { Total = records })
        {
            Elapsed = elapsed,
            BusiestThread = times.Busiest,
        };
    }

    public void Dispose() => _session.Dispose();

    private static JobAnswer Answer(IReadOnlyList<Row> rows)
    {
        var answer = default(JobAnswer);
        foreach (var row in rows)
            answer = FrameRows.Add(answer, row[0]!.ToString()!, (long)row[1]!, (long)row[2]!, row.Count > 3 ? (long)row[3]!
                : 0, row.Count > 3 ? (long)row[4]! : 0);
        return answer;
    }
}
