using System.Diagnostics;
using System.Globalization;
using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;
using StackExchange.Redis;

namespace HotStream.Tests.Connectors.Redis;

/// <summary>
/// A Redis of our own on a free port of the loopback. What it has answered is in its file, so that a kill loses nothing; it waits for no
/// disk, which only a loss of power asks for. Ended by its process id.
/// </summary>
internal sealed class RedisServer : IConnectorServer
{
    public const string WhyNot = "redis-server is not installed; test.sh installs it";
    private const string Program = "/usr/bin/redis-server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-redis-");
    private readonly string[] _settings;
    private ConnectionMultiplexer? _connection;
    private Process? _server;
    private int _keys;

    public RedisServer(params string[] settings)
    {
        Assert.SkipUnless(IsInstalled, WhyNot);
        _settings =
        [
            "--port", $"{Port}", "--bind", "127.0.0.1", "--dir", _folder.FullName, "--appendonly", "yes", "--appendfsync", "no",
            "--save", "", .. settings,
        ];
        Begin();
    }

    public static bool IsInstalled { get; } = File.Exists(Program);

    public int Port { get; } = FreePort.Find();

    public string Address => $"redis://127.0.0.1:{Port}";

    /// <summary>A connection of the test's own.</summary>
    public IDatabase Database
    {
        get
        {
            lock (_folder)
            {
                _connection ??= ConnectionMultiplexer.Connect(new ConfigurationOptions
                {
                    EndPoints = { { "127.0.0.1", Port } },
                    AllowAdmin = true,
                    ConnectTimeout = (int)ProcessWaits.Patience.TotalMilliseconds, // no load of this machine is an outage
                    SyncTimeout = (int)ProcessWaits.Patience.TotalMilliseconds,
                    AsyncTimeout = (int)ProcessWaits.Patience.TotalMilliseconds,
                    Password = _settings.SkipWhile(static setting => setting != "--requirepass").Skip(1).FirstOrDefault(),
                });
                return _connection.GetDatabase();
            }
        }
    }

    public void Begin()
    {
        var start = new ProcessStartInfo(Program, _settings) { RedirectStandardError = true, RedirectStandardOutput = true };
        Process server = Process.Start(start)!;
        server.OutputDataReceived += static (_, _) => { };
        server.ErrorDataReceived += static (_, _) => { };
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        _server = server;
        ProcessWaits.WaitFor(
            () =>
            {
                Assert.False(server.HasExited, "Redis ended as soon as it was started.");
                if (!ProcessWaits.Listens(Port))
                {
                    return false; // a client that was refused tries again minutes later
                }

                try
                {
                    Database.Ping();
                    return true;
                }
                catch (RedisException)
                {
                    Disconnect();
                    Thread.Sleep(50);
                    return false;
                }
            },
            "Redis answers");
    }

    public void End(bool graceful)
    {
        Disconnect();
        Process server = _server!;
        if (graceful)
        {
            using var killer = Process.Start("kill", $"-TERM {server.Id}");
            killer.AwaitExit();
        }
        else
        {
            server.Kill();
        }

        Assert.True(server.WaitForExit(ProcessWaits.Patience), "Redis did not end.");
        server.Dispose();
        _server = null;
    }

    /// <summary>A key of its own.</summary>
    public string Key() => string.Create(CultureInfo.InvariantCulture, $"stream-{Interlocked.Increment(ref _keys)}");

    public void Add(string key, IEnumerable<string> texts)
    {
        foreach (string[] block in texts.Chunk(500))
        {
            IDatabase database = Database;
            Task.WaitAll(block.Select(text => database.StreamAddAsync(key, "payload", text)));
        }
    }

    public IEnumerable<string> Texts(string key) =>
        Database.StreamRange(key).Select(static entry => ((string?)entry["payload"])!);

    /// <summary>Entries that a group was not given, or has not acknowledged.</summary>
    public long Owed(string key, string group)
    {
        StreamGroupInfo info = Database.StreamGroupInfo(key).Single(each => each.Name == group);
        long after = Database.StreamRange(key, $"({info.LastDeliveredId}").Length;
        return info.PendingMessageCount + after;
    }

    public void Dispose()
    {
        if (_server is not null)
        {
            End(graceful: false);
        }

        _folder.Delete(recursive: true);
    }

    private void Disconnect()
    {
        lock (_folder)
        {
            _connection?.Dispose();
            _connection = null;
        }
    }
}
