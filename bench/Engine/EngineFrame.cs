namespace HotStream.Bench;

/// <summary>
/// A query by HotStream, from SQL text to rows: key, count, sum, and perhaps min and max. The total of the answer is the rows read.
/// </summary>
internal sealed class EngineFrame(int workers) : IDisposable
{
    private readonly Session _session = new Session("bench", new SessionOptions { Workers = workers }).WithFiles();

    public Session Session => _session;

    public JobOutcome Run(string query, long records)
    {
        var rows = _session.Sql(query).Collect();
        return new JobOutcome(records, () => Answer(rows) with { Total = records });
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
