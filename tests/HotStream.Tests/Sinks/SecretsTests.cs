using System.Data.Common;
using System.Text;
using HotStream.StandIn;
using HotStream.Tests.Streams;
using Npgsql;

namespace HotStream.Tests.Sinks;

/// <summary>
/// A secret is planted in every option that may hold one, everything is made to fail, and all that is said is searched for it.
/// </summary>
public sealed class SecretsTests : IDisposable
{
    private const string Secret = "Pl4nted!Secret";
    private const string Nobody = "127.0.0.1:9"; // nobody listens there

    private readonly LogCapture _log = new();
    private readonly StringBuilder _said = new();

    [Theory]
    [InlineData("user")]
    [InlineData("key")]
    [InlineData("token")]
    public void Elasticsearch_does_not_tell(string way)
    {
        using var server = new ElasticsearchStandIn { Authorization = "other" };
        foreach (Uri node in new[] { server.Address, new Uri($"http://{Nobody}") })
        {
            var options = new ElasticsearchOptions
            {
                Nodes = [node],
                Index = "i",
                UserName = way == "user" ? "me" : null,
                Password = way == "user" ? Secret : null,
                ApiKey = way == "key" ? Secret : null,
                BearerToken = way == "token" ? Secret : null,
                RetryFor = TimeSpan.Zero,
                TimeProvider = TimeProvider.System,
            };
            Fail(options, () => new ElasticsearchSink<int>(options, WriteObject));
        }

        Assert.Contains("did not", _said.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData($"http://me:{Secret}@127.0.0.1:9200")]
    [InlineData($"ftp://me:{Secret}@127.0.0.1:9200")]
    public void Elasticsearch_does_not_repeat_a_password_in_an_address(string address)
    {
        var options = new ElasticsearchOptions { Nodes = [new Uri(address)], Index = "i" };
        Refuse(options, () => new ElasticsearchSink<int>(options, (json, value) => json.WriteNumberValue(value)));
        Refuse(options, () => new ElasticsearchClient(options));
    }

    [Theory]
    [InlineData(404)]
    [InlineData(400)]
    [InlineData(503)]
    [InlineData(0)]
    public void Posting_does_not_tell(int status)
    {
        using var server = new PostStandIn { StatusOf = _ => status };
        var options = new HttpPostOptions
        {
            Address = status == 0 ? new Uri($"http://{Nobody}/in?token={Secret}")
                : new Uri($"{server.Address}?token={Secret}&key={Secret}"),
            Headers = new Dictionary<string, string> { ["Authorization"] = $"Bearer {Secret}" },
            RetryFor = TimeSpan.Zero,
            TimeProvider = TimeProvider.System,
        };
        Fail(options, () => new HttpPostSink<int>(options, (json, value) => json.WriteNumberValue(value)), fails: status != 400);
    }

    [Theory]
    [InlineData($"http://me:{Secret}@127.0.0.1/in")]
    [InlineData($"ftp://me:{Secret}@127.0.0.1/in")]
    public void Posting_does_not_repeat_a_password_in_an_address(string address)
    {
        var options = new HttpPostOptions { Address = new Uri(address) };
        Refuse(options, () => new HttpPostSink<int>(options, (json, value) => json.WriteNumberValue(value)));
    }

    [Fact]
    public void Postgresql_does_not_tell()
    {
        var options = new PostgresOptions
        {
            ConnectionString = $"Host=127.0.0.1;Port=9;Username=me;Password={Secret};Database=d",
            Table = "t",
            RetryFor = TimeSpan.Zero,
        };
        Fail(options, () => new PostgresSink<int>(options, columns => columns.Add("a", x => x)));
    }

    [Theory]
    [InlineData($"Host=127.0.0.1;Password={Secret};Nonsense=1")]
    [InlineData($"Host=127.0.0.1;Password=\"{Secret}")]
    [InlineData($"postgres://me:{Secret}@127.0.0.1/d")]
    [InlineData($"Host=127.0.0.1;Timeout=x;Password={Secret}")]
    public void Postgresql_does_not_repeat_a_connection_string_that_it_cannot_read(string connection)
    {
        var options = new PostgresOptions { ConnectionString = connection, Table = "t" };
        Refuse(options, () => new PostgresSink<int>(options, columns => columns.Add("a", x => x)));
    }

    [Fact]
    public void A_database_does_not_tell()
    {
        using DbDataSource source = NpgsqlDataSource.Create($"Host=127.0.0.1;Port=9;Username=me;Password={Secret};Database=d");
        var options = new DatabaseOptions { Table = "t", RetryFor = TimeSpan.Zero };
        Fail(options, () => new DatabaseSink<int>(source, options, columns => columns.Add("a", x => x)));
    }

    public void Dispose()
    {
        foreach ((_, _, string message) in _log.Entries)
        {
            _said.AppendLine(message);
        }

        foreach (Exception cause in _log.Causes)
        {
            _said.AppendLine(cause.ToString());
        }

        _log.Dispose();
        string said = _said.ToString();
        Assert.NotEmpty(said);
        Assert.DoesNotContain(Secret, said, StringComparison.Ordinal);
        Assert.DoesNotContain(Uri.EscapeDataString(Secret), said, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Secret)), said, StringComparison.Ordinal);
    }

    private void Fail(object options, Func<Sink<int>> make, bool fails = true)
    {
        using var engine = new Engine(1, with =>
        {
            with.LoggerFactory = _log;
            with.TimeProvider = TimeProvider.System;
            with.DeadLetters = letter => _said.AppendLine($"{letter}\n{letter.Source}\n{letter.Position}\n{letter.Reason}");
        }, intervalMilliseconds: 20);
        Sink<int> sink = make();
        _said.AppendLine($"{sink.Name}\n{sink}\n{options}");
        engine.Queue<int>([1, 2]).WriteTo(sink);
        engine.Context.Start();
        if (fails)
        {
            _said.AppendLine(engine.Failure().ToString());
        }
        else
        {
            Engine.WaitFor(() => _log.Entries.Any(entry => entry.Id == 1004), "there is a dead letter");
        }
    }

    private static void WriteObject(System.Text.Json.Utf8JsonWriter json, int value)
    {
        json.WriteStartObject();
        json.WriteEndObject();
    }

    private void Refuse(object options, Func<IDisposable> make) =>
        _said.AppendLine($"{Assert.ThrowsAny<Exception>(() => make())}\n{options}");
}
