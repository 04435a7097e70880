using HotStream.Tests.Streams;
using static HotStream.Functions;

namespace HotStream.Tests.Readme;

/// <summary>The chapters about frames in the README and docs/sql.md, word for word.</summary>
public sealed class ReadmeFrames
{
    [Fact]
    public async Task Files_are_asked_in_SQL_and_by_methods()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(directory, "a.json"), """
            {"device":"dev-1","celsius":31.5,"at":"2021-08-13T14:25:02Z"}
            {"device":"dev-2","celsius":29.0,"at":"2021-08-13T14:25:03Z"}
            {"device":"dev-1","celsius":35.5,"at":"2021-08-13T14:25:04Z"}
            """);
        string files = Path.Combine(directory, "*.json");
        string merged = Path.Combine(directory, "merged");

        // readme: frames
        await using Session session = new Session("bus").WithFiles();

        DataFrame readings = session.Read.Json(files);          // the schema is found out, or given: Read.Schema("device STRING, ...")
        readings.CreateTempView("readings");
        DataFrame hot = session.Sql("SELECT device, max(celsius) AS hottest FROM readings WHERE celsius > 30 GROUP BY device ORDER BY hottest");

        DataFrame same = readings.Where(readings["celsius"] > 30).GroupBy("device").Agg(Max(Col("celsius")).As("hottest")).OrderBy("hottest");
        hot.Show();
        same.Coalesce(1).Write.Json(merged);

        // end
        Assert.Equal("[dev-1,35.5]", Assert.Single(hot.Collect()).ToString());
        Assert.Equal("[dev-1,35.5]", Assert.Single(session.Read.Json(merged).Collect()).ToString());
    }

    [Fact]
    public void Files_are_asked_as_objects()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(directory, "a.json"), """
            {"device":"dev-1","celsius":31.5}
            {"device":"dev-2","celsius":29.0}
            """);
        string files = Path.Combine(directory, "*.json");
        using Session session = new Session("bus").WithFiles();

        // readme: frames-typed
        var hottest = session.Read.Json<Reading>(files).Where(r => r.Celsius > 30 && r.Device.StartsWith("dev-"))
            .GroupBy(r => r.Device).Select(g => new { g.Key, Hottest = g.Max(r => r.Celsius) });
        hottest.Show();

        // end
        Assert.Equal(("dev-1", 31.5), (hottest.First().Key, hottest.First().Hottest));

        // readme: frames-map
        Dataset<Alarm> alarms = session.Read.Json<Reading>(files).Map(r => new Alarm(r.Device, Risk(r.Celsius)));     // an object a row
        DataFrame same = session.Read.Json(files).Map(Schema.Parse("device STRING, risk DOUBLE"), static (row, result) =>
        {
            result.Set(0, row.GetText("device"));                                                                     // nothing allocated
            result.Set(1, Risk(row.GetDouble("celsius")));
        });

        // end
        Assert.Equal([new Alarm("dev-1", 2.5), new Alarm("dev-2", 0)], alarms.Collect());
        Assert.Equal(["[dev-1,2.5]", "[dev-2,0.0]"], same.Collect().Select(row => row.ToString()));
    }

    private static double Risk(double celsius) => Math.Max(0, celsius - 29);

    public sealed record Reading(string Device, double Celsius);

    public sealed record Alarm(string Device, double Risk);

    [Fact]
    public async Task Files_are_asked_in_SQL_in_place()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(directory, "a.json"), """{"device":"dev-1","celsius":31.5}""");
        string files = Path.Combine(directory, "*.json");

        // readme: frames-sql
        await using Session session = new Session("bus").WithFiles();
        session.Sql($"SELECT device, max(celsius) AS hottest FROM '{files}' WHERE celsius > 30 GROUP BY device").Show();

        // end
        Assert.Equal(31.5, session.Sql($"SELECT max(celsius) FROM '{files}'").Collect()[0][0]);
    }

    [Fact]
    public async Task Files_of_Parquet_are_written_and_asked()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(directory, "a.json"), """{"device":"dev-1","celsius":31.5}""");
        string files = Path.Combine(directory, "*.json");
        string archive = Path.Combine(directory, "archive");

        // readme: parquet
        await using Session session = new Session("bus").WithFiles().WithParquet();

        session.Read.Json(files).Write.Option("compression", "zstd").Parquet(archive);
        session.Sql($"SELECT device, max(celsius) AS hottest FROM '{archive}/*.parquet' WHERE celsius > 30 GROUP BY device").Show();

        // end
        Assert.Equal(31.5, session.Sql($"SELECT max(celsius) FROM parquet.`{archive}`").Collect()[0][0]);
        Assert.Contains("dev-1", Cli.CliProcess.Run("sql", $"SELECT device FROM '{archive}/*.parquet'").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Files_of_Avro_are_written_and_asked()
    {
        string directory = Directory.CreateTempSubdirectory().FullName;
        File.WriteAllText(Path.Combine(directory, "a.json"), """{"device":"dev-1","celsius":31.5}""");
        string files = Path.Combine(directory, "*.json");
        string archive = Path.Combine(directory, "archive");

        // readme: avro
        await using Session session = new Session("bus").WithFiles().WithAvro();

        session.Read.Json(files).Write.Avro(archive);
        session.Sql($"SELECT device, max(celsius) AS hottest FROM '{archive}/*.avro' WHERE celsius > 30 GROUP BY device").Show();

        // end
        Assert.Equal(31.5, session.Sql($"SELECT max(celsius) FROM avro.`{archive}`").Collect()[0][0]);
        Assert.Contains("dev-1", Cli.CliProcess.Run("sql", $"SELECT device FROM '{archive}/*.avro'").Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_batch_of_a_stream_becomes_files()
    {
        string lake = Path.Combine(Directory.CreateTempSubdirectory().FullName, "lake");
        using var engine = new Engine(partitions: 2);
        using Session session = new Session("lake", new SessionOptions { Workers = 1 }).WithParquet();
        DStream<Reading> readings = engine.Context.QueueStream(new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<Reading>>(
            [[new("dev-2", 31), new("dev-1", 30.5), new("dev-3", 20)]]));

        // readme: frame-files
        readings.SaveAsFrameFiles(
            Path.Combine(lake, "readings"),                                                          // lake/readings-TIME.parquet
            batch => batch.ToFrame(session, Schema.Parse("device STRING, celsius DOUBLE"), r => [r.Device, r.Celsius])
                          .Where("celsius > 30").OrderBy("device"),
            (writer, directory) => writer.Option("compression", "zstd").Parquet(directory),
            suffix: "parquet");

        // end
        engine.Tick();
        Assert.Equal(["[dev-1,30.5]", "[dev-2,31.0]"],
            session.Read.Parquet(Path.Combine(lake, "readings-1000.parquet")).Collect().Select(row => row.ToString()));
    }

    [Fact]
    public void Each_batch_of_a_stream_is_asked_in_SQL()
    {
        using var engine = new Engine(partitions: 2);
        using var session = new Session("words", new SessionOptions { Workers = 1 });
        DStream<string> words = engine.Context.QueueStream(
            new System.Collections.Concurrent.ConcurrentQueue<IReadOnlyList<string>>([["a", "b", "a"]]));
        var totals = new List<string>();

        // readme: frames-of-batches
        words.ForeachBatch((batch, time) =>
        {
            batch.ToFrame(session, "word").CreateTempView("words");
            DataFrame counts = session.Sql("SELECT word, count(*) AS total FROM words GROUP BY word ORDER BY word");
            totals.AddRange(counts.Collect().Select(row => row.ToString()));
        });

        // end
        engine.Tick();
        Assert.Equal(["[a,2]", "[b,1]"], totals);
    }
}
