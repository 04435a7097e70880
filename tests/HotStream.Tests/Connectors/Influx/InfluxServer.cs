using System.Text.Json;
using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;

namespace HotStream.Tests.Connectors.Influx;

/// <summary>An InfluxDB of our own, started by the first test that asks: Debian's, on a free port of the loopback.</summary>
public sealed class InfluxServer : IDisposable
{
    private const string Program = "/usr/bin/influxd";

    private readonly HttpClient _http = new();
    private readonly Lazy<LoopbackProgram> _server;
    private readonly int _port = FreePort.Find();
    private readonly int _inner = FreePort.Find();
    private int _databases;

    public InfluxServer() => _server = new(Start);

    public Uri Address
    {
        get
        {
            Assert.SkipUnless(File.Exists(Program), "InfluxDB is not installed; test.sh installs it");
            _ = _server.Value;
            return new Uri($"http://127.0.0.1:{_port}");
        }
    }

    /// <summary>Makes a database under a name of its own and returns the name.</summary>
    public string Database()
    {
        string name = $"d{Interlocked.Increment(ref _databases)}";
        Query($"CREATE DATABASE {name}");
        return name;
    }

    /// <summary>The rows of a query, each as its values joined by a bar, times as nanoseconds.</summary>
    public string[] Query(string query, string database = "")
    {
        using var form = new FormUrlEncodedContent([new("q", query), new("db", database), new("epoch", "ns")]);
        using HttpResponseMessage answer = _http.PostAsync(new Uri(Address, "/query"), form).GetAwaiter().GetResult();
        using var json = JsonDocument.Parse(answer.Content.ReadAsStream());
        JsonElement result = json.RootElement.GetProperty("results")[0];
        Assert.False(result.TryGetProperty("error", out JsonElement error), error.ToString());
        return !result.TryGetProperty("series", out JsonElement series) ? [] : [.. series.EnumerateArray()
            .SelectMany(one => one.GetProperty("values").EnumerateArray())
            .Select(row => string.Join('|', row.EnumerateArray().Select(value => value.ToString())))];
    }

    /// <summary>Ends it as a loss of power would.</summary>
    public void Kill() => _server.Value.Kill();

    /// <summary>Starts it again.</summary>
    public void Begin() => Begin(_server.Value);

    public void Dispose()
    {
        _http.Dispose();
        if (_server.IsValueCreated)
        {
            _server.Value.Dispose();
        }
    }

    private LoopbackProgram Start()
    {
        var server = new LoopbackProgram(Program);
        File.WriteAllText(Path.Combine(server.Folder, "influx.conf"), $"""
            reporting-disabled = true
            bind-address = "127.0.0.1:{_inner}"
            [meta]
              dir = "{server.Folder}/meta"
            [data]
              dir = "{server.Folder}/data"
              wal-dir = "{server.Folder}/wal"
            [http]
              bind-address = "127.0.0.1:{_port}"
              log-enabled = false
              max-body-size = 200000
            [monitor]
              store-enabled = false
            """);
        Begin(server);
        return server;
    }

    private void Begin(LoopbackProgram server) => server.Begin(["-config", "influx.conf"], () =>
    {
        try
        {
            using HttpResponseMessage answer = _http.GetAsync(new Uri($"http://127.0.0.1:{_port}/ping")).GetAwaiter().GetResult();
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    });
}
