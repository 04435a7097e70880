namespace HotStream.Bench;

/// <summary>Jobs about frames and SQL, beside DuckDB in the same process.</summary>
internal static class FrameJobs
{
    private const int Rows = 10_000_000;
    private const string Filter = "SELECT name, count(*), sum(v) FROM t WHERE celsius > 20 AND city LIKE 'city-1%' GROUP BY name";
    private const string Group = "SELECT 'all', sum(n)::BIGINT, sum(s), min(low), max(high)"
        + " FROM (SELECT name, count(*) AS n, sum(v) AS s, min(v) AS low, max(v) AS high FROM t GROUP BY name) AS g";
    private const string Pairs = "SELECT 'all', sum(n)::BIGINT, sum(s), min(low), max(high)"
        + " FROM (SELECT CAST(id % 100 AS INT) AS a, CAST(v % 100 AS INT) AS b, count(*) AS n, sum(v) AS s, min(v) AS low, max(v) AS high"
        + " FROM t GROUP BY CAST(id % 100 AS INT), CAST(v % 100 AS INT)) AS g";
    private const string TextPairs = "SELECT 'all', sum(n)::BIGINT, sum(s), min(low), max(high)"
        + " FROM (SELECT name, CAST(v % 10 AS INT) AS b, count(*) AS n, sum(v) AS s, min(v) AS low, max(v) AS high"
        + " FROM t GROUP BY name, CAST(v % 10 AS INT)) AS g";
    private const string Join = "SELECT 'all', count(*), sum(t.v) FROM t JOIN k ON t.id = k.id WHERE length(k.label) > 9";

    public static IReadOnlyList<Job> All(string data) =>
    [
        new Job("frame-filter", () => InMemory(Filter, 10_000, rows => rows.Answer(row => rows.Celsius[row] > 20
            && rows.CityNames[rows.CityOf[row]].StartsWith("city-1", StringComparison.Ordinal)),
                DictionaryFrame.Filter, wired: WiredKernels.Filter)) { Unit = "M rows/s" },
        new Job("frame-group-10k", () => InMemory(Group, 10_000, GroupAnswer, DictionaryFrame.Group, wired: WiredKernels.Group))
        { Unit = "M rows/s" },
        new Job("frame-group-1M", () => InMemory(Group, 1_000_000, GroupAnswer, DictionaryFrame.Group, wired: WiredKernels.Group))
        { Unit = "M rows/s" },
        new Job("frame-group-two-numbers", () => InMemory(Pairs, 10_000, GroupAnswer, null)) { Unit = "M rows/s" },
        new Job("frame-group-text-and-number", () => InMemory(TextPairs, 1_000, GroupAnswer, null)) { Unit = "M rows/s" },
        new Job("frame-join", () => InMemory(Join, 1_000_000, JoinAnswer, null)) { Unit = "M rows/s" },
        new Job("frame-group-disk", () => InMemory(Group, 1_000_000, GroupAnswer, null, limit: 16 << 20)) { Unit = "M rows/s" },
        new Job("frame-join-disk", () => InMemory(Join, 1_000_000, JoinAnswer, null, limit: 16 << 20)) { Unit = "M rows/s" },
        new Job("json-columns", () =>
            Json(data, "SELECT 'all', count(id) + count(device) + count(celsius) + count(humidity) + count(ok) + count(city)"
            + " + count(lat) + count(lon) + count(note), sum(ts) FROM {0}", "C# Utf8JsonReader into columns", ReaderColumns.Run))
        { Unit = "M rows/s" },
        new Job("json-sql", () => Json(data, "SELECT device, count(*), sum(ts) FROM {0} WHERE celsius > 20 GROUP BY device",
            "C# serializer, Dictionary", DictionaryFrame.Json)) { Unit = "M rows/s" },
    ];

    /// <summary>All groups together, so that no system's time is that of handing a million rows over.</summary>
    private static JobAnswer GroupAnswer(FrameRows rows) =>
        FrameRows.Add(default, "all", rows.Count, rows.Values.Sum(), rows.Values.Min(), rows.Values.Max());

    private static JobAnswer JoinAnswer(FrameRows rows)
    {
        long count = 0;
        long sum = 0;
        for (var row = 0; row < rows.Count; row++)
        {
            var fits = rows.Names[rows.Keys[row]].Length > 9;
            count += fits ? 1 : 0;
            sum += fits ? rows.Values[row] : 0;
        }

        return FrameRows.Add(default, "all", count, sum, 0, 0);
    }

    /// <param name="query">What is asked.</param>
    /// <param name="keys">How many keys the rows have.</param>
    /// <param name="answerOf">The right answer.</param>
    /// <param name="byHand">The loop that a person would write; null for none.</param>
    /// <param name="limit">Bytes that queries may hold, beside those that may hold anything; 0 for none such.</param>
    /// <param name="wired">The same kernels called by hand; null for none.</param>
    private static JobInput InMemory(string query, int keys, Func<FrameRows, JobAnswer> answerOf, Func<FrameRows, JobOutcome>? byHand,
        long limit = 0, Func<FrameRows, JobOutcome>? wired = null)
    {
        var rows = new FrameRows(Rows, keys);
        var answer = answerOf(rows) with { Total = Rows };
        var one = new EngineFrame(1);
        var two = new EngineFrame(2);
        var duck = new DuckFrame(1);
        (EngineFrame Ours, DuckFrame Theirs)? onDisk = limit == 0 ? null : (new EngineFrame(1, limit), DuckFrame.Limited(4 * limit));
        foreach (var peer in onDisk is { } limited ? [duck, limited.Theirs] : new[] { duck })
        {
            peer.Load(rows);
            peer.LoadKeys(rows);
        }

        foreach (var engine in onDisk is { } more ? [one, two, more.Ours] : new[] { one, two })
        {
            engine.Session.Load(rows.Source).CreateTempView("t");
            engine.Session.CreateDataFrame(Schema.Parse("id BIGINT, label STRING"),
                rows.Numbers.Select((number, key) => new object?[] { number, rows.Names[key] }))
                .CreateTempView("k");
        }

        return new JobInput(
            [
                Row("HotStream SQL", RowKind.Engine, () => Run(one, 1)),
                Row("HotStream SQL, 2 workers", RowKind.Engine, () => Run(two, 2)),
                .. byHand is null ? [] : (JobSystem[])[Row("C# loop, Dictionary", RowKind.Peer, () => byHand(rows))],
                .. wired is null ? [] : (JobSystem[])[Row("the same kernels, wired by hand", RowKind.Loop, () => wired(rows))],
                Row("DuckDB 1.5.6, 1 thread", RowKind.Peer, () => duck.Run(query, Rows)),
                .. onDisk is not { } disk ? [] : (JobSystem[])
                [
                    Row($"HotStream SQL, {limit >> 20} MiB", RowKind.Engine, () => Run(disk.Ours, 1)),
                    Row($"DuckDB 1.5.6, 1 thread, {4 * limit >> 20} MiB", RowKind.Peer, () => disk.Theirs.Run(query, Rows)),
                ],
            ],
            [$"{Rows:N0} rows, {keys:N0} keys of 8-12 letters: {query}"])
        { Owned = [rows, one, two, duck, .. onDisk is { } held ? (IDisposable[])[held.Ours, held.Theirs] : []] };

        JobSystem Row(string name, RowKind kind, Func<JobOutcome> run) => new(name, kind, answer, run);

        JobOutcome Run(EngineFrame engine, int parts)
        {
            rows.Source.Parts = parts;
            return engine.Run(query, Rows);
        }
    }

    private static JobInput Json(string data, string query, string byHandName, Func<FrameJson, JobOutcome> byHand)
    {
        var json = FrameJson.GetOrCreate(data);
        var one = new EngineFrame(1);
        var two = new EngineFrame(2);
        var duck = new DuckFrame(1);
        var ours = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, $"'{json.Path}'");
        var theirs = string.Format(System.Globalization.CultureInfo.InvariantCulture, query, $"read_json('{json.Path}')");
        JobAnswer answer;
        using (var outcome = duck.Run(theirs, json.Rows))
            answer = outcome.Answer();
        return new JobInput(
            [
                Row("HotStream SQL, file not seen before", RowKind.Engine, () => First(one)),
                Row("HotStream SQL", RowKind.Engine, () => one.Run(ours, json.Rows)),
                Row("HotStream SQL, schema given", RowKind.Engine, () => Given(one)),
                Row("HotStream SQL, schema given, 2 workers", RowKind.Engine, () => Given(two)),
                Row(byHandName, RowKind.Peer, () => byHand(json)),
                Row("DuckDB 1.5.6 read_json, 1 thread", RowKind.Peer, () => duck.Run(theirs, json.Rows)),
            ],
            [$"{json.Bytes / 1e6:F0} MB, {json.Rows:N0} rows of ten fields: {ours}", "the answer is DuckDB's"])
        { Owned = [one, two, duck] };

        JobSystem Row(string name, RowKind kind, Func<JobOutcome> run) =>
            new(name, kind, answer, run) { InputBytesPerRecord = json.Bytes / (double)json.Rows };

        // The schema is found out from all rows; of a file of another time of writing that is done anew.
        JobOutcome First(EngineFrame engine)
        {
            File.SetLastWriteTimeUtc(json.Path, File.GetLastWriteTimeUtc(json.Path).AddSeconds(-1));
            return engine.Run(ours, json.Rows);
        }

        JobOutcome Given(EngineFrame engine)
        {
            engine.Session.Read.Schema("id BIGINT, device STRING, celsius DOUBLE, humidity DOUBLE, ok BOOLEAN, city STRING, ts BIGINT, "
                + "lat DOUBLE, lon DOUBLE, note STRING")
                .Json(json.Path).CreateTempView("readings");
            return engine.Run(ours.Replace($"'{json.Path}'", "readings", StringComparison.Ordinal), json.Rows);
        }
    }
}
