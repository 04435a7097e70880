using System.Globalization;
using System.Text;
using HotStream.StandIn;
using HotStream.Testing;
using HotStream.Tests.Recovery;
using HotStream.Tests.Streams;
using HotStream.Tests.Testing.Kit;
using LawsOfSinks = HotStream.Testing.SinkContract;

namespace HotStream.Tests.Connectors.ClickHouse;

/// <summary>Rows against a server that lives.</summary>
[Collection(ClickHouseCollection.Name)]
public sealed class ClickHouseSinkTests(ClickHouseServer server)
{
    [Fact]
    public void It_keeps_the_contract_of_sinks()
    {
        string table = server.Table("v Float64");
        LawAssert.AllHold(LawsOfSinks.Check(new SinkUnderTest<double>
        {
            Write = stream => Save(stream, Options(table)),
            Stored = () => server.Query($"SELECT v FROM {table}").Select(row => double.Parse(row, CultureInfo.InvariantCulture)),
            Record = number => number,
            Poison = [double.NaN],
            AtLeastOnce = true,
            KeepsOrder = false, // a table has the order of its key
        }), LawsOfSinks.Away, LawsOfSinks.Ordered, LawsOfSinks.Keyed);
    }

    [Fact]
    public void One_row_among_many_that_is_none_is_found_and_the_others_are_stored_once()
    {
        string table = server.Table("id Int32, day Date");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(1, options => options.DeadLetters = letters.Add);
        engine.Queue<int>([.. Enumerable.Range(0, 300)]).SaveToClickHouse(Options("default." + table), static (json, x) =>
        {
            json.WriteStartObject();
            json.WriteString("id", x == 77 ? "no number" : x.ToString(CultureInfo.InvariantCulture));
            json.WriteString("day", "2026-03-04");
            json.WriteEndObject();
        });
        engine.Tick();
        Assert.Equal(Enumerable.Range(0, 300).Where(x => x != 77).Select(x => $"{x}\t2026-03-04"),
            server.Query($"SELECT id, day FROM {table} ORDER BY id"));
        DeadLetter letter = Assert.Single(letters);
        Assert.Equal("""{"id":"no number","day":"2026-03-04"}""", Encoding.UTF8.GetString(letter.Record.Span));
        Assert.Contains("Code: 27", letter.Reason, StringComparison.Ordinal);
        Assert.Contains("record 77", letter.Position, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nowhere", false, "Create the table")]
    [InlineData("nowhere.t", false, "Create the table")]
    [InlineData(null, true, "turn Deduplicate off")]
    public void What_speaks_of_the_server_fails_the_batch_and_no_row_is_blamed(string? table, bool deduplicate, string remedy)
    {
        table ??= server.Table("v Float64");
        var letters = new List<DeadLetter>();
        using var engine = new Engine(1, options => options.DeadLetters = letters.Add);
        Save(engine.Queue<double>([1, 2]), Options(table, deduplicate));
        engine.Tick();
        Assert.Contains(remedy, engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Empty(letters);
    }

    [Fact]
    public void A_wrong_password_fails_the_batch_and_no_row_is_blamed()
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(1, options => options.DeadLetters = letters.Add);
        Save(engine.Queue<double>([1, 2]), new ClickHouseOptions
        {
            Address = server.Address,
            Table = server.Table("v Float64"),
            UserName = "nobody",
            Password = "wrong",
        });
        engine.Tick();
        Assert.Contains("Set UserName and Password", engine.Failure().ToString(), StringComparison.Ordinal);
        Assert.Empty(letters);
    }

    [Fact]
    public void A_server_that_is_killed_is_waited_for()
    {
        string table = server.Table("v Float64");
        using var engine = new Engine(1);
        Save(engine.Queue<double>([1], [2], [3]), Options(table));
        engine.Tick();
        server.Kill();
        var restart = new SideThread(server.Begin);
        restart.Start();
        engine.Tick(2);
        restart.Join();
        Assert.Equal(["1", "2", "3"], server.Query($"SELECT DISTINCT v FROM {table} ORDER BY v"));
    }

    [Fact]
    public void A_ClickHouse_gets_the_last_batch_again()
    {
        string table = server.Table("text String");
        using var lives = new Lives(1, context =>
        {
            var input = new ScriptedInput<string>(context, number => [$"{number}"]);
            input.SaveToClickHouse(Options(table), static (json, x) =>
            {
                json.WriteStartObject();
                json.WriteString("text", x);
                json.WriteEndObject();
            });
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        Assert.Equal(["0", "1", "1", "2"], server.Query($"SELECT text FROM {table} ORDER BY text"));
    }

    [Fact]
    public void An_insert_has_the_same_token_when_it_is_sent_again_and_another_one_when_it_has_other_rows()
    {
        using var standIn = new PostStandIn();
        standIn.Faults.Statuses.Enqueue(503);
        using var lives = new Lives(1, context =>
        {
            var input = new ScriptedInput<string>(context, number => [$"{number}"]);
            input.SaveToClickHouse(new ClickHouseOptions
            {
                Address = new Uri(standIn.Address, "/"),
                Table = "t",
                Deduplicate = true,
                TimeProvider = TimeProvider.System,
            }, static (json, x) => json.WriteStringValue(x));
            return input;
        });
        lives.Live(2);
        lives.Live(1);
        string[] tokens = [.. standIn.Targets.Select(target => target[(target.LastIndexOf('=') + 1)..])];
        Assert.Equal(5, tokens.Length); // the first was refused once, the second runs again in the next life
        Assert.Equal([0, 0, 1, 1, 2], tokens.Select(token => Array.IndexOf(tokens.Distinct().ToArray(), token)));
        Assert.All(tokens, token => Assert.Matches("^[^-]+-[1-3]-0-0-0-[0-9a-f]{16}$", token));
    }

    [Theory]
    [InlineData("Code: 252, e.displayText() = DB::Exception: Too many parts", HttpVerdict.Again)]
    [InlineData("Code: 241. DB::Exception: Memory limit", HttpVerdict.Again)]
    [InlineData("Code: 117. DB::Exception: Unknown field", HttpVerdict.Record)]
    [InlineData("Code: 497. DB::Exception: Not enough privileges", HttpVerdict.Fail)]
    [InlineData("Code: 123456. DB::Exception: nobody knows", HttpVerdict.Fail)]
    [InlineData("a proxy's page", HttpVerdict.Again)]
    public void Errors_are_judged_by_their_number(string answer, HttpVerdict verdict) =>
        Assert.Equal(verdict, HotStream.ClickHouse.ClickHouseErrors.Judge(System.Net.HttpStatusCode.InternalServerError, answer));

    private static void Save(DStream<double> stream, ClickHouseOptions options) => stream.SaveToClickHouse(options, static (json, x) =>
    {
        json.WriteStartObject();
        json.WriteNumber("v", x);
        json.WriteEndObject();
    });

    private ClickHouseOptions Options(string table, bool deduplicate = false) => new()
    {
        Address = server.Address,
        Table = table,
        Deduplicate = deduplicate,
        RetryDelayMax = TimeSpan.FromMilliseconds(200),
        TimeProvider = TimeProvider.System,
    };
}
