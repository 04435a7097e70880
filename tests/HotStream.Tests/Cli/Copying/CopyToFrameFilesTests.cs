using HotStream.Tests.Connectors.Parquet;
using HotStream.Tests.Connectors.S3;

namespace HotStream.Tests.Cli.Copying;

/// <summary>Lines become files of Parquet and Avro, which DuckDB and our SQL read.</summary>
[Collection(S3Collection.Name)]
public sealed class CopyToFrameFilesTests(S3Fixture fixture) : CopyFilesTests
{
    private readonly ParquetFiles _files = new();

    protected override void Dispose(bool disposing)
    {
        _files.Dispose();
        base.Dispose(disposing);
    }

    [Fact]
    public void Fields_of_objects_of_S3_become_columns_of_Parquet_and_what_is_not_exact_is_a_dead_letter()
    {
        S3Server server = fixture.Server;
        string bucket = server.Bucket();
        server.Put(bucket, "in/readings.json", """
            {"at":"2026-01-01T10:00:00.5+01:00","machine":"press","celsius":"20.5","n":5,"price":1.250,"day":"2026-02-03","good":true}
            {"machine":"ü"}
            {"machine":7,"price":1.255}
            {"n":3000000000}
            {"at":"2026-01-01T10:00:00"}
            {"day":"03.02.2026"}
            """);
        using var copy = new Copying($"s3://S3RVER:{S3Server.Secret}@{bucket}/in/*.json?server={server.Url}",
            $"parquet://{_files.Directory}?columns=at TIMESTAMP, machine STRING, celsius DOUBLE, n INT, price DECIMAL(10,2), day DATE, "
            + "good BOOLEAN", "--json");
        copy.Tool.WaitFor("  6 messages taken, 2 stored in parquet://", process => process.Output);
        copy.Stop();
        Assert.Equal([
            "{'at': '2026-01-01 09:00:00.5+00', 'machine': press, 'celsius': 20.5, 'n': 5, 'price': 1.25, 'day': 2026-02-03, 'good': true}",
            "{'at': NULL, 'machine': ü, 'celsius': NULL, 'n': NULL, 'price': NULL, 'day': NULL, 'good': NULL}",
        ], _files.Ask($"SELECT * FROM '{_files.PathOf("*/*.parquet")}'"));
        string[] letters = [.. copy.Tool.Error.Split('\n').Where(static line => line.Contains("dead letter", StringComparison.Ordinal))];
        Assert.Contains(letters, static line => line.Contains("Field price is 1.255, expected what decimal", StringComparison.Ordinal));
        Assert.Contains(letters, static line => line.Contains("Field n is 3000000000", StringComparison.Ordinal));
        Assert.Contains(letters, static line => line.Contains("expected ISO 8601 with a zone", StringComparison.Ordinal));
        Assert.Contains(letters, static line => line.Contains("expected a date, 2026-01-31", StringComparison.Ordinal));
    }

    [Fact]
    public void Windows_become_Avro_and_so_do_whole_messages_but_what_is_no_text()
    {
        string[] question = ["--json", "--window", "100ms", "--key", "machine", "--sum", "celsius"];
        using (var copy = new Copying(From, $"avro://{_files.PathOf("windows")}", question))
        {
            copy.Tool.WaitFor("  3 messages taken, 2 results stored in avro://", process => process.Output);
            copy.Stop();
        }

        (_, string windows, _) = CliProcess.Run("sql", "--format", "csv",
            "SELECT machine, count, sum_celsius, window_end > current_timestamp() - INTERVAL 1 HOUR "
            + $"FROM '{_files.PathOf("windows/*/*.avro")}' ORDER BY machine");
        Assert.Equal("laser,1,3.0,true\npress,1,20.5,true\n", windows[(windows.IndexOf('\n', StringComparison.Ordinal) + 1)..]);

        string folder = Directory.CreateDirectory(_files.PathOf("in")).FullName;
        File.WriteAllBytes(Path.Combine(folder, "a.txt"), [.. "one\n"u8, 0xFF, .. "\ntwo"u8]);
        using (var copy = new Copying($"file://{folder}", $"avro://{_files.PathOf("texts")}"))
        {
            copy.Tool.WaitFor("  3 messages taken, 2 stored in avro://", process => process.Output);
            copy.Stop();
            Assert.Contains("no text of UTF-8", copy.Tool.Error, StringComparison.Ordinal);
        }

        (_, string texts, _) = CliProcess.Run("sql", "--format", "csv", $"SELECT payload FROM '{_files.PathOf("texts/*/*.avro")}'");
        Assert.Equal("payload\none\ntwo\n", texts);
    }
}
