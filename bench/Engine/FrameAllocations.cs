using System.Globalization;
using HotStream.Io;

namespace HotStream.Bench;

/// <summary>What a row costs a query: the bytes of one over twice as many rows less those of one over so many.</summary>
internal static class FrameAllocations
{
    private const int Rows = 2_000_000;
    private const int JsonRows = 80_000; // twice as many are one part of a file still

    public static (long Records, long Bytes) Group() => Difference(Rows, rows =>
        $"SELECT id % 1000 AS k, count(*), sum(id), min(id * 0.5) FROM range({rows}) WHERE id % 3 <> 0 GROUP BY k");

    public static (long Records, long Bytes) Join() => Difference(Rows, rows =>
        $"SELECT count(*), sum(a.id + b.id) FROM range({rows}) AS a JOIN range(1000) AS b ON a.id % 2000 = b.id");

    public static (long Records, long Bytes) Json()
    {
        using var folder = new TemporaryFolder();
        return Difference(JsonRows, rows =>
        {
            var file = Path.Combine(folder.Path, $"{rows}.json");
            File.WriteAllLines(file, Enumerable.Range(0, (int)rows).Select(row => string.Create(CultureInfo.InvariantCulture,
                $$"""
                {"id":{{row}},"device":"device-{{row % 100:D4}}","celsius":{{row % 500 / 10.0:F1}},"note":"a text of more than twelve"}
                """)));
            return $"SELECT device, count(*), sum(celsius), max(note) FROM readings{rows} GROUP BY device";
        }, (session, rows) => session.Read.Schema("id BIGINT, device STRING, celsius DOUBLE, note STRING")
            .Json(Path.Combine(folder.Path, $"{rows}.json")).CreateTempView($"readings{rows}"));
    }

    private static (long Records, long Bytes) Difference(long rows, Func<long, string> query, Action<Session, long>? prepare = null)
    {
        using var session = new Session("gate", new SessionOptions { Workers = 1 }).WithFiles();
        var queries = new[] { query(rows), query(2 * rows) };
        prepare?.Invoke(session, rows);
        prepare?.Invoke(session, 2 * rows);
        var bytes = new[] { long.MaxValue, long.MaxValue };
        for (var round = 0; round < 4; round++)
        {
            for (var i = 0; i < 2; i++)
            {
                var before = GC.GetTotalAllocatedBytes(precise: true);
                if (session.Sql(queries[i]).Collect().Count == 0)
                    throw new InvalidOperationException("nothing came out");
                bytes[i] = Math.Min(bytes[i], GC.GetTotalAllocatedBytes(precise: true) - before); // other threads of the process only add
            }
        }

        return (rows, bytes[1] - bytes[0]);
    }
}
