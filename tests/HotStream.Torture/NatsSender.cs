using System.Diagnostics;
using System.Globalization;
using HotStream.Tests;
using NATS.Client.Core;
using NATS.Client.JetStream;
using NATS.Client.JetStream.Models;

namespace HotStream.Torture;

/// <summary>
/// A NATS of our own whose stream keeps what was published: each line that it acknowledged must come once, and in order. It is killed only
/// between two lines, and a killed process loses nothing that it wrote.
/// </summary>
internal sealed class NatsSender : IOrderedLines, IDisposable
{
    public const string Stream = "torture";
    private const string Program = "/usr/sbin/nats-server";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "hotstream-torture-nats-" + Guid.NewGuid().ToString("N"));
    private readonly int _port = FreePort.Find();
    private Process? _server;
    private int _acknowledged;

    private NatsSender()
    {
        Start();
        Do(context => context.CreateStreamAsync(new StreamConfig(Stream, [Stream + ".>"])).AsTask());
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"nats://127.0.0.1:{_port}");

    public IReadOnlyList<int> Lines => [_acknowledged];

    /// <summary>Starts a server; null where none is installed.</summary>
    public static NatsSender? TryStart() => File.Exists(Program) ? new NatsSender() : null;

    /// <summary>Publishes some more lines, each when the one before was acknowledged.</summary>
    public void Send(int lines) => Do(async context =>
    {
        for (int i = 0; i < lines; i++)
        {
            string line = string.Create(CultureInfo.InvariantCulture, $"{Shape.NatsLetter}0.{_acknowledged}");
            (await context.PublishAsync(Stream + ".in", line)).EnsureSuccess();
            _acknowledged++;
        }

        return lines;
    });

    /// <summary>Ends the server by force and starts it again.</summary>
    public void Restart()
    {
        End();
        Start();
    }

    public void Dispose()
    {
        End();
        Directory.Delete(_directory, recursive: true);
    }

    private void Start()
    {
        _server = Process.Start(new ProcessStartInfo(Program, ["-js", "-a", "127.0.0.1", "-p", $"{_port}", "-sd", _directory])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        _server.OutputDataReceived += static (_, _) => { };
        _server.ErrorDataReceived += static (_, _) => { };
        _server.BeginOutputReadLine();
        _server.BeginErrorReadLine();
        for (long started = Stopwatch.GetTimestamp(); ;)
        {
            try
            {
                Do(static context => context.GetAccountInfoAsync().AsTask());
                return;
            }
            catch (NatsException) when (Stopwatch.GetElapsedTime(started) < s_patience && !_server.HasExited)
            {
                Thread.Sleep(10);
            }
        }
    }

    private void End()
    {
        _server!.Kill();
        _server.AwaitExit();
        _server.Dispose();
    }

    private T Do<T>(Func<NatsJSContext, Task<T>> action)
    {
        async Task<T> Run()
        {
            await using var connection = new NatsConnection(new NatsOpts { Url = Address });
            return await action(new NatsJSContext(connection));
        }

        return Task.Run(Run).WaitAsync(s_patience).GetAwaiter().GetResult();
    }
}
