using System.Diagnostics;
using System.Globalization;
using HotStream.Tests;

namespace HotStream.Torture;

/// <summary>
/// A mosquitto of our own that keeps sessions on disk, and what was published to it. A line that mosquitto confirmed with QoS 1 may come
/// twice and must come once. It is ended by force only when it has saved what it confirmed: what it loses is not the program's loss.
/// </summary>
internal sealed class MqttSender : IDisposable
{
    public const string Topic = "torture/lines";

    private readonly string _directory = Path.Combine(Path.GetTempPath(), "hotstream-torture-mqtt-" + Guid.NewGuid().ToString("N"));
    private readonly int _port = StandIn.FreePort.Find();
    private Process? _broker;
    private DateTime _changed; // when something was published last

    public MqttSender()
    {
        Directory.CreateDirectory(_directory);
        File.WriteAllText(Configuration, $"listener {_port} 127.0.0.1\n{(Environment.IsPrivilegedProcess ? "user root\n" : string.Empty)}"
            + $"allow_anonymous true\npersistence true\npersistence_location {_directory}/\nautosave_on_changes true\nautosave_interval 1\n"
            + "max_inflight_messages 0\nmax_queued_messages 0\nlog_dest none\n");
        Start();
    }

    public string Address => string.Create(CultureInfo.InvariantCulture, $"mqtt://127.0.0.1:{_port}");

    /// <summary>Lines that were confirmed, by number from 0 on.</summary>
    public int Confirmed { get; private set; }

    /// <summary>Why it takes no part; null when it does.</summary>
    public static string? WhyNot => Find("mosquitto") is not null && Find("mosquitto_pub") is not null ? null
        : "mosquitto or mosquitto_pub is not installed; test.sh installs them";

    /// <summary>Publishes some more lines; returns when mosquitto has confirmed them.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    public void Send(int lines)
    {
        var start = new ProcessStartInfo(Find("mosquitto_pub")!,
            ["-h", "127.0.0.1", "-p", $"{_port}", "-V", "mqttv5", "-t", Topic, "-q", "1", "-l"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using Process publisher = Process.Start(start)!;
        for (int i = 0; i < lines; i++)
        {
            publisher.StandardInput.Write(string.Create(CultureInfo.InvariantCulture, $"m{Confirmed + i}.0\n"));
        }

        publisher.StandardInput.Close();
        Task<string> error = publisher.StandardError.ReadToEndAsync();
        publisher.AwaitExit();
        if (publisher.ExitCode != 0)
        {
            throw new InvalidOperationException($"mosquitto_pub ended with {publisher.ExitCode}: {error.Result}");
        }

        Confirmed += lines;
        _changed = DateTime.UtcNow;
    }

    /// <summary>Ends the broker and starts it again.</summary>
    /// <returns>What was done.</returns>
    public string Restart()
    {
        var saved = new FileInfo(Path.Combine(_directory, "mosquitto.db"));
        bool isSaved = saved.Exists && saved.LastWriteTimeUtc > _changed.AddSeconds(1.5);
        End(isSaved);
        Start();
        return isSaved ? "broker killed" : "broker stopped";
    }

    public void Dispose()
    {
        if (_broker is not null)
        {
            End(byForce: true);
        }

        Directory.Delete(_directory, recursive: true);
    }

    private string Configuration => Path.Combine(_directory, "mosquitto.conf");

    private void End(bool byForce)
    {
        if (!byForce)
        {
            using Process signal = Process.Start("kill", ["-TERM", $"{_broker!.Id}"]);
            signal.AwaitExit();
        }

        Process broker = _broker!;
        if (byForce)
        {
            broker.Kill();
        }

        broker.AwaitExit();
        broker.Dispose();
        _broker = null;
    }

    private void Start()
    {
        Process broker = Process.Start(new ProcessStartInfo(Find("mosquitto")!, ["-c", Configuration]) { RedirectStandardError = true })!;
        _broker = broker;
        broker.ErrorDataReceived += (_, _) => { };
        broker.BeginErrorReadLine();
        ProcessWaits.WaitFor(() => broker.HasExited || ProcessWaits.Listens(_port), "mosquitto listens");
        if (broker.HasExited)
        {
            throw new InvalidOperationException($"mosquitto ended with {broker.ExitCode}.");
        }
    }

    private static string? Find(string name) =>
        ((string[])[.. (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"])
        .Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
}
