using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HotStream.StandIn;
using HotStream.Tests;

namespace HotStream.Bench;

/// <summary>A server of ours on a free port of the loopback, with its files in a folder of its own; ended by its process id.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const string Redis = "/usr/bin/redis-server";
    private const string Nats = "/usr/sbin/nats-server";
    private const string Rabbit = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-bench-server-");
    private readonly List<Process> _processes = [];

    private ServerProcess() => Port = FreePort.Find();

    public int Port { get; }

    /// <summary>Nothing is written to its disk.</summary>
    public static ServerProcess StartRedis() => Start(server =>
        server.Launch(Redis, ["--port", $"{server.Port}", "--bind", "127.0.0.1", "--dir", server._folder.FullName, "--save", ""]));

    /// <summary>With JetStream.</summary>
    public static ServerProcess StartNats() => Start(server =>
        server.Launch(Nats, ["-js", "-a", "127.0.0.1", "-p", $"{server.Port}", "-sd", server._folder.FullName]));

    /// <summary>With what it finds other nodes by, epmd, which is its own too.</summary>
    public static ServerProcess StartRabbitMq() => Start(server =>
    {
        string names = $"{FreePort.Find()}";
        File.WriteAllText(server.PathOf("rabbitmq.conf"), "log.console = true\nlog.console.level = warning\n");
        File.WriteAllText(server.PathOf("plugins"), "[].");
        (string, string)[] settings =
        [
            ("HOME", server._folder.FullName), ("RABBITMQ_NODENAME", $"bench{server.Port}@localhost"),
            ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"), ("RABBITMQ_NODE_PORT", $"{server.Port}"),
            ("RABBITMQ_DIST_PORT", $"{FreePort.Find()}"), ("RABBITMQ_MNESIA_BASE", server.PathOf("data")),
            ("RABBITMQ_LOG_BASE", server.PathOf("log")), ("RABBITMQ_ENABLED_PLUGINS_FILE", server.PathOf("plugins")),
            ("RABBITMQ_CONFIG_FILE", server.PathOf("rabbitmq")), ("RABBITMQ_CONF_ENV_FILE", "/dev/null"),
            ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("ERL_EPMD_PORT", names),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
        ];
        server.Launch("epmd", ["-address", "127.0.0.1", "-port", names]);
        server.Launch(Rabbit, [], settings);
    });

    public static string? WhyNoRedis() => WhyNot(Redis);

    public static string? WhyNoNats() => WhyNot(Nats);

    public static string? WhyNoRabbitMq() => WhyNot(Rabbit);

    public void Dispose()
    {
        for (var i = _processes.Count - 1; i >= 0; i--)
        {
            _processes[i].Kill(entireProcessTree: true);
            _processes[i].AwaitExit();
            _processes[i].Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static string? WhyNot(string program) =>
        File.Exists(program) ? null : $"{Path.GetFileName(program)} is not installed; test.sh installs it";

    private static ServerProcess Start(Action<ServerProcess> launch)
    {
        var server = new ServerProcess();
        try
        {
            launch(server);
            server.AwaitPort();
            return server;
        }
        catch
        {
            server.Dispose();
            throw;
        }
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private void Launch(string program, string[] arguments, params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (var (name, value) in settings)
            start.Environment[name] = value;
        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _processes.Add(process);
    }

    private void AwaitPort()
    {
        for (var began = Stopwatch.GetTimestamp(); ; Thread.Sleep(50))
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_processes[^1].HasExited && Stopwatch.GetElapsedTime(began) < s_patience)
            {
                // not yet
            }
        }
    }
}
