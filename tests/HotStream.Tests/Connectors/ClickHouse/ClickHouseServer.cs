using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;

namespace HotStream.Tests.Connectors.ClickHouse;

/// <summary>A ClickHouse of our own, started by the first test that asks: Debian's, on free ports of the loopback.</summary>
public sealed class ClickHouseServer : IDisposable
{
    private const string Program = "/usr/sbin/clickhouse-server";

    private readonly HttpClient _http = new();
    private readonly Lazy<LoopbackProgram> _server;
    private readonly int _port = FreePort.Find();
    private readonly int _inner = FreePort.Find();
    private int _tables;

    public ClickHouseServer() => _server = new(Start);

    public Uri Address
    {
        get
        {
            Assert.SkipUnless(File.Exists(Program), "ClickHouse is not installed; test.sh installs it");
            _ = _server.Value;
            return new Uri($"http://127.0.0.1:{_port}");
        }
    }

    /// <summary>Makes a table under a name of its own and returns the name.</summary>
    public string Table(string columns, string engine = "MergeTree ORDER BY tuple()")
    {
        string name = $"t{Interlocked.Increment(ref _tables)}";
        Query($"CREATE TABLE {name} ({columns}) ENGINE = {engine}");
        return name;
    }

    /// <summary>The rows of a query, their values between tabs.</summary>
    public string[] Query(string query)
    {
        using var text = new StringContent(query);
        using HttpResponseMessage answer = _http.PostAsync(Address, text).GetAwaiter().GetResult();
        string rows = answer.Content.ReadAsStringAsync().GetAwaiter().GetResult();
        Assert.True(answer.IsSuccessStatusCode, rows);
        return rows.Split('\n', StringSplitOptions.RemoveEmptyEntries);
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
        File.WriteAllText(Path.Combine(server.Folder, "config.xml"), $"""
            <yandex>
              <logger><level>warning</level><console>1</console></logger>
              <http_port>{_port}</http_port>
              <tcp_port>{_inner}</tcp_port>
              <listen_host>127.0.0.1</listen_host>
              <path>{server.Folder}/data/</path>
              <tmp_path>{server.Folder}/tmp/</tmp_path>
              <users_config>users.xml</users_config>
              <default_profile>default</default_profile>
              <default_database>default</default_database>
              <mark_cache_size>5368709</mark_cache_size>
            </yandex>
            """);
        File.WriteAllText(Path.Combine(server.Folder, "users.xml"), """
            <yandex>
              <profiles><default><max_memory_usage>1000000000</max_memory_usage></default></profiles>
              <users><default>
                <password></password><networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>
              </default></users>
              <quotas><default></default></quotas>
            </yandex>
            """);
        Begin(server);
        return server;
    }

    private void Begin(LoopbackProgram server) => server.Begin([$"--config-file={server.Folder}/config.xml"], () =>
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
