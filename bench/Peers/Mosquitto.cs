using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using HotStream.StandIn;

namespace HotStream.Bench;

/// <summary>
/// A mosquitto on a free port that keeps what a slow receiver has not taken, whatever it is, and says when the receiver has subscribed.
/// </summary>
internal sealed class Mosquitto : IDisposable
{
    /// <summary>The client identifier of whoever is measured.</summary>
    public const string Receiver = "receiver";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-mosquitto-");
    private readonly ManualResetEventSlim _subscribed = new();
    private readonly Process _process;

    public Mosquitto()
    {
        Port = FreePort.Find();

        var configuration = Path.Combine(_folder.FullName, "mosquitto.conf");
        File.WriteAllText(
            configuration,
            $"listener {Port} 127.0.0.1\nallow_anonymous true\npersistence false\nmax_inflight_messages 0\nmax_queued_messages "
            + "0\nset_tcp_nodelay true\nlog_dest stderr\nlog_type subscribe\n");
        var start = new ProcessStartInfo(Find("mosquitto")!, ["-c", configuration]) { RedirectStandardError = true };
        _process = Process.Start(start) ?? throw new InvalidOperationException("mosquitto did not start");
        _process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data?.Contains(Receiver, StringComparison.Ordinal) == true)
                _subscribed.Set();
        };
        _process.BeginErrorReadLine();
        WaitUntilItListens();
    }

    public int Port { get; }

    public static string? WhyNotAvailable() =>
        Find("mosquitto") is null || Find("mosquitto_sub") is null ? "mosquitto and mosquitto_sub are not installed" : null;

    public static string? Find(string program)
    {
        string[] folders = [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
            "/usr/sbin", "/usr/local/sbin"];
        return folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
    }

    public void WaitForSubscription()
    {
        if (!_subscribed.Wait(s_patience))
            throw new TimeoutException("nobody subscribed");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _subscribed.Dispose();
        _folder.Delete(recursive: true);
    }

    private void WaitUntilItListens()
    {
        for (var began = Stopwatch.GetTimestamp(); ;)
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            try
            {
                socket.Connect(IPAddress.Loopback, Port);
                return;
            }
            catch (SocketException) when (!_process.HasExited && Stopwatch.GetElapsedTime(began) < s_patience)
            {
                Thread.Sleep(20);
            }
        }
    }
}
