using System.Diagnostics;
using System.Globalization;
using System.Text;
using HotStream.StandIn;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace HotStream.Tests.Connectors.RabbitMq;

/// <summary>
/// A RabbitMQ of our own: its files in a folder of its own, it and what it uses to find other nodes (epmd) on free ports of the loopback.
/// Both are ended by their process ids.
/// </summary>
internal sealed class RabbitMqServer : IConnectorServer
{
    public const string WhyNot = "rabbitmq-server is not installed; test.sh installs it";
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-rabbitmq-");
    private readonly StringBuilder _log = new();
    private readonly Lock _using = new();
    private readonly int _names = FreePort.Find();
    private readonly int _nodes = FreePort.Find();
    private readonly Process _epmd;
    private IConnection? _connection;
    private IChannel? _channel;
    private Process? _server;
    private RabbitMqNeighbour? _neighbour;
    private int _queues;

    /// <param name="lines">Further lines of the configuration; <c>{folder}</c> stands for the server's folder.</param>
    /// <param name="files">Files to put there first.</param>
    public RabbitMqServer(string lines = "", params (string Name, string Text)[] files)
    {
        Assert.SkipUnless(IsInstalled, WhyNot);
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(PathOf(name), text);
        }

        string more = lines.Replace("{folder}", _folder.FullName, StringComparison.Ordinal);
        File.WriteAllText(PathOf("rabbitmq.conf"), $"log.console = true\nlog.console.level = warning\n{more}\n");
        File.WriteAllText(PathOf("plugins"), "[].");
        _epmd = Launch("epmd", ["-address", "127.0.0.1", "-port", $"{_names}"]);
        Begin();
    }

    public static bool IsInstalled { get; } = File.Exists(Program);

    public int Port { get; } = FreePort.Find();

    public string Address => $"amqp://127.0.0.1:{Port}";

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    public void Begin()
    {
        Process server = Launch(Program, []);
        _server = server;
        ProcessWaits.WaitFor(
            () =>
            {
                Assert.False(server.HasExited, $"RabbitMQ did not start:\n{Log()}");
                return ProcessWaits.Listens(Port);
            },
            "RabbitMQ listens");
    }

    public void End(bool graceful)
    {
        Disconnect();
        Process server = _server!;
        if (graceful)
        {
            using var killer = Process.Start("kill", $"-TERM {server.Id}");
            killer.AwaitExit();
            Assert.True(server.WaitForExit(ProcessWaits.Patience), "RabbitMQ did not end.");
        }
        else
        {
            Ask("sync_log"); // what queues there are is otherwise written some time later, and lost with a kill
            server.Kill(entireProcessTree: true);
            server.AwaitExit();
        }

        server.Dispose();
        _server = null;
    }

    /// <summary>Stops the server's processes, as a machine that hangs does, or lets them go on.</summary>
    public void Hang(bool hangs)
    {
        // the server itself is the child of the script that starts it
        string children = File.ReadAllText($"/proc/{_server!.Id}/task/{_server.Id}/children");
        ProcessWaits.Hang(hangs, children.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    /// <summary>Makes a durable queue of its own name.</summary>
    public string Queue(string type = "classic", params (string Name, object Value)[] arguments)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"queue-{Interlocked.Increment(ref _queues)}");
        Dictionary<string, object?> all = arguments.ToDictionary(static pair => pair.Name, static pair => (object?)pair.Value);
        all["x-queue-type"] = type;
        Do(channel => channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, all));
        return name;
    }

    /// <summary>Publishes to a queue and returns when all is confirmed.</summary>
    public void Publish(string queue, IEnumerable<string> texts)
    {
        var properties = new BasicProperties { Persistent = true };
        Assert.True(ProcessWaits.Until(() => IsUp(queue)), $"{queue} does not come up:\n{Log()}");
        foreach (string[] block in texts.Chunk(100))
        {
            Do(channel => Task.WhenAll(block.Select(text => channel.BasicPublishAsync(
                "", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(text)).AsTask())));
        }
    }

    /// <summary>Takes all messages out of a queue.</summary>
    public IReadOnlyList<BasicGetResult> Drain(string queue)
    {
        var messages = new List<BasicGetResult>();
        Do(async channel =>
        {
            while (await channel.BasicGetAsync(queue, autoAck: true) is { } message)
            {
                messages.Add(message);
            }
        });
        return messages;
    }

    /// <summary>Whether a queue can be spoken to: those of a server that has just started come up one after the other.</summary>
    private bool IsUp(string queue)
    {
        try
        {
            Do(channel => channel.QueueDeclarePassiveAsync(queue));
            return true;
        }
        catch (RabbitMQClientException)
        {
            Thread.Sleep(100);
            return false;
        }
    }

    /// <summary>Messages of a queue that were not acknowledged, sent or not; asks the server itself.</summary>
    public long Kept(string queue)
    {
        string answer = Ask(queue);
        return long.TryParse(answer, CultureInfo.InvariantCulture, out long messages) ? messages
            : throw new InvalidOperationException($"RabbitMQ says of {queue}: {answer}");
    }

    /// <summary>Does something over a connection of the test's own.</summary>
    public void Do(Func<IChannel, Task> action)
    {
        lock (_using)
        {
            if (_channel is not { IsOpen: true })
            {
                Disconnect();
                var factory = new ConnectionFactory
                {
                    Uri = new Uri(Address),
                    AutomaticRecoveryEnabled = false,
                    RequestedConnectionTimeout = ProcessWaits.Patience, // no load of this machine is an outage
                    HandshakeContinuationTimeout = ProcessWaits.Patience,
                    ContinuationTimeout = ProcessWaits.Patience,
                };
                _connection = factory.CreateConnectionAsync().GetAwaiter().GetResult();
                _channel = _connection.CreateChannelAsync(new CreateChannelOptions(true, true)).GetAwaiter().GetResult();
            }

            action(_channel!).GetAwaiter().GetResult();
        }
    }

    public void Dispose()
    {
        Disconnect();
        if (_server is { } server)
        {
            server.Kill(entireProcessTree: true);
            server.AwaitExit();
            server.Dispose();
        }

        _neighbour?.Dispose();
        _epmd.Kill();
        _epmd.AwaitExit();
        _epmd.Dispose();
        _folder.Delete(recursive: true);
    }

    private string Ask(string question)
    {
        lock (_using)
        {
            _neighbour ??= new RabbitMqNeighbour(Start("erl", RabbitMqNeighbour.Arguments($"hotstream{Port}@localhost"), isAsked: true));
            return _neighbour.Ask(question);
        }
    }

    private void Disconnect()
    {
        _channel?.Dispose();
        _connection?.Dispose();
        (_channel, _connection) = (null, null);
    }

    private Process Launch(string program, string[] arguments)
    {
        Process process = Start(program, arguments);
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private Process Start(string program, string[] arguments, bool isAsked = false)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = isAsked,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        (string Name, string Value)[] settings =
        [
            ("HOME", _folder.FullName), // the cookie
            ("RABBITMQ_NODENAME", $"hotstream{Port}@localhost"), ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
            ("RABBITMQ_NODE_PORT", $"{Port}"),
            ("RABBITMQ_DIST_PORT", $"{_nodes}"), ("RABBITMQ_MNESIA_BASE", PathOf("data")), ("RABBITMQ_LOG_BASE", PathOf("log")),
            ("RABBITMQ_ENABLED_PLUGINS_FILE", PathOf("plugins")), ("RABBITMQ_CONFIG_FILE", PathOf("rabbitmq")),
            ("RABBITMQ_CONF_ENV_FILE", "/dev/null"), ("ERL_EPMD_ADDRESS", "127.0.0.1"), ("ERL_EPMD_PORT", $"{_names}"),
            ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", // its schedulers wait asleep: others need the processors
                "-kernel inet_dist_use_interface {127,0,0,1} +sbwt none +sbwtdcpu none +sbwtdio none"),
        ];
        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }
}
