using System.Diagnostics;
using System.Globalization;
using HotStream.StandIn;
using HotStream.Tests.Connectors.RabbitMq;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace HotStream.Tests.Connectors.Nats;

/// <summary>A NATS with JetStream of our own on a free port of the loopback. Ended by its process id.</summary>
internal sealed class NatsServer : IConnectorServer
{
    public const string WhyNot = "nats-server is not installed; test.sh installs it";
    private const string Program = "/usr/sbin/nats-server";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-nats-");
    private readonly string[] _settings;
    private NatsConnection? _connection;
    private Process? _server;
    private int _names;

    public NatsServer(params string[] settings)
        : this("", settings)
    {
    }

    /// <param name="configuration">What its file of configuration says; empty for none.</param>
    /// <param name="settings">What its command line says.</param>
    public NatsServer(string configuration, string[] settings)
    {
        Assert.SkipUnless(IsInstalled, WhyNot);
        User = configuration.Length > 0 || settings.Contains("--user") ? "me" : null;
        string file = Path.Combine(_folder.FullName, "nats.conf");
        File.WriteAllText(file, configuration);
        _settings = ["-js", "-a", "127.0.0.1", "-p", $"{Port}", "-sd", _folder.FullName, "-c", file, .. settings];
        Begin();
    }

    public static bool IsInstalled { get; } = File.Exists(Program);

    public int Port { get; } = FreePort.Find();

    /// <summary>Who the test is, with the password <c>right</c>; null where anybody may.</summary>
    private string? User { get; }

    public string Address => $"nats://127.0.0.1:{Port}";

    /// <summary>The test's own way in.</summary>
    public NatsJSContext JetStream
    {
        get
        {
            lock (_folder)
            {
                _connection ??= new NatsConnection(new NatsOpts
                {
                    Url = Address,
                    AuthOpts = new NatsAuthOpts { Username = User, Password = "right" },
                    ConnectTimeout = ProcessWaits.Patience, // no load of this machine is an outage
                    CommandTimeout = ProcessWaits.Patience,
                    RequestTimeout = ProcessWaits.Patience,
                });
                return new NatsJSContext(_connection);
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
                Assert.False(server.HasExited, "NATS ended as soon as it was started.");
                try
                {
                    Do(static context => context.GetAccountInfoAsync().AsTask());
                    return true;
                }
                catch (NatsException)
                {
                    Disconnect();
                    Thread.Sleep(50);
                    return false;
                }
            },
            "NATS answers");
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

        Assert.True(server.WaitForExit(ProcessWaits.Patience), "NATS did not end.");
        server.Dispose();
        _server = null;
    }

    /// <summary>Stops it in its tracks, or lets it go on.</summary>
    public void Hang(bool hangs) => ProcessWaits.Hang(hangs, $"{_server!.Id}");

    /// <summary>Makes a stream of a name of its own, with the subjects <c>NAME.&gt;</c>.</summary>
    public string Stream(Action<StreamConfig>? with = null)
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"stream-{Interlocked.Increment(ref _names)}");
        Make(name, with);
        return name;
    }

    public void Make(string name, Action<StreamConfig>? with = null)
    {
        var config = new StreamConfig(name, [$"{name}.>"]);
        with?.Invoke(config);
        Do(context => context.CreateStreamAsync(config).AsTask());
    }

    /// <summary>Publishes texts, in their order, and returns when the stream has them.</summary>
    public void Add(string stream, IEnumerable<string> texts)
    {
        foreach (string[] block in texts.Chunk(500))
        {
            NatsJSContext context = JetStream;
            Task.WaitAll(block.Select(text => context.PublishAsync($"{stream}.in", text).AsTask()));
        }
    }

    /// <summary>All messages of a stream, in order.</summary>
    public IReadOnlyList<(string Subject, string Text, string? Id)> Messages(string stream) => Do<IReadOnlyList<(string, string, string?)>>(
        async context =>
        {
            INatsJSConsumer consumer = await context.CreateOrUpdateConsumerAsync(
                stream, new ConsumerConfig { AckPolicy = ConsumerConfigAckPolicy.None });
            var messages = new List<(string, string, string?)>();
            var many = new NatsJSFetchOpts { MaxMsgs = 100_000, Expires = TimeSpan.FromSeconds(5) };
            await foreach (NatsJSMsg<string> message in consumer.FetchNoWaitAsync<string>(many))
            {
                messages.Add((message.Subject, message.Data ?? "", (string?)message.Headers?["Nats-Msg-Id"]));
            }

            return messages;
        });

    public IEnumerable<string> Texts(string stream) => Messages(stream).Select(static message => message.Text);

    /// <summary>Messages that a consumer was not given, or has not acknowledged.</summary>
    public long Owed(string stream, string consumer)
    {
        ConsumerInfo info = Do(context => context.GetConsumerAsync(stream, consumer).AsTask()).Info;
        return (long)info.NumPending + info.NumAckPending;
    }

    public T Do<T>(Func<NatsJSContext, Task<T>> action) => action(JetStream).WaitAsync(ProcessWaits.Patience).GetAwaiter().GetResult();

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
            _connection?.DisposeAsync().AsTask().WaitAsync(ProcessWaits.Patience).GetAwaiter().GetResult();
            _connection = null;
        }
    }
}
