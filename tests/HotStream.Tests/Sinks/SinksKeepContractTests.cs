using System.Globalization;
using System.Text;
using HotStream.Testing;
using HotStream.Tests.Io;
using HotStream.Tests.Sinks.Postgres;
using HotStream.Tests.Testing.Kit;
using LawsOfSinks = HotStream.Testing.SinkContract;

namespace HotStream.Tests.Sinks;

/// <summary>Our sinks keep the contract that the kit checks, each with what it says of batches that come again.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SinksKeepContractTests(PostgresFixture server) : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void PostgreSQL_stores_each_batch_once()
    {
        string table = server.Table("v double precision");
        LawAssert.AllHold(LawsOfSinks.Check(Numbers(
            stream => stream.SaveToPostgres(new PostgresOptions { ConnectionString = server.ConnectionString, Table = table },
                columns => columns.Add("v", NoNaN)),
            () => server.Rows($"SELECT v FROM {table}"))), LawsOfSinks.Away, LawsOfSinks.Keyed);
    }

    [Fact]
    public void PostgreSQL_with_a_key_stores_the_last_record_of_each()
    {
        string table = server.Table("k int PRIMARY KEY, v double precision");
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => stream.SaveToPostgres(
                new PostgresOptions { ConnectionString = server.ConnectionString, Table = table, Key = ["k"] },
                columns => columns.Add("k", x => (int)x % 7).Add("v", x => x)),
            Stored = () => server.Rows($"SELECT v FROM {table}").Select(Number),
            Record = number => number,
            Key = x => (int)x % 7,
        }), LawsOfSinks.Poison, LawsOfSinks.Away, LawsOfSinks.Ordered);
    }

    [Fact]
    public void Rolling_files_store_each_batch_once() => LawAssert.AllHold(LawsOfSinks.Check(Numbers(
        stream => stream.WriteTo(new RollingFileSink<double>(
            new RollingFileOptions { Directory = _folder.PathOf("out"), RollEveryBatch = true }, columns => columns.Add("v", NoNaN))),
        () => !Directory.Exists(_folder.PathOf("out")) ? [] : Directory.GetFiles(_folder.PathOf("out"), "part-*")
            .OrderBy(path => File.GetLastWriteTimeUtc(path)).SelectMany(File.ReadAllLines).Where(line => line != "v"), atLeastOnce: true)),
        LawsOfSinks.Away, LawsOfSinks.Keyed);

    [Fact]
    public void Text_files_store_each_batch_once() => LawAssert.AllHold(LawsOfSinks.Check(Numbers(
        stream => stream.SaveAsTextFiles(_folder.PathOf("text")),
        () => Directory.GetDirectories(_folder.Root, "text-*").OrderBy(TimeOf)
            .SelectMany(directory => Directory.GetFiles(directory, "part-*").Order(StringComparer.Ordinal)).SelectMany(File.ReadAllLines),
        poison: false)), LawsOfSinks.Poison, LawsOfSinks.Away, LawsOfSinks.Keyed);

    [Fact]
    public void The_console_stores_each_batch_at_least_once()
    {
        using var output = new MemoryStream();
        LawAssert.AllHold(LawsOfSinks.Check(Numbers(
            stream => stream.WriteTo(new ConsoleSink<double>(output)),
            () => Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries),
            atLeastOnce: true, poison: false)), LawsOfSinks.Poison, LawsOfSinks.Away, LawsOfSinks.Keyed);
    }

    private static double NoNaN(double x) => double.IsNaN(x) ? throw new FormatException("NaN") : x;

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>text-TIME, or text-TIME-2 where another run has written that time.</summary>
    private static long TimeOf(string directory) => long.Parse(Path.GetFileName(directory).Split('-')[1], CultureInfo.InvariantCulture);

    private static SinkUnderTest<double> Numbers(Action<DStream<double>> write, Func<IEnumerable<string>> stored, bool atLeastOnce = false,
        bool poison = true) => new()
        {
            Write = write,
            Stored = () => stored().Select(Number),
            Record = number => number,
            Poison = poison ? [double.NaN] : [],
            AtLeastOnce = atLeastOnce,
        };
}
