using System.Diagnostics;
using HotStream.StandIn;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A mosquitto of our own on a free port, with its files in a folder of its own.</summary>
internal sealed class Broker : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("hotstream-mosquitto-");
    private readonly string _configuration;
    private Process _process;

    /// <param name="lines">Further lines of the configuration; <c>{folder}</c> stands for the broker's folder.</param>
    /// <param name="files">Files to put there first.</param>
    public Broker(string lines = "", params (string Name, string Text)[] files)
    {
        Assert.SkipUnless(Mosquitto.IsInstalled, Mosquitto.WhyNot);
        Port = FreePort.Find();
        foreach ((string name, string text) in files)
        {
            File.WriteAllText(Path.Combine(_folder.FullName, name), text);
        }

        _configuration = Path.Combine(_folder.FullName, "mosquitto.conf");
        string who = Environment.UserName == "root" ? "user root\n" : "";
        string access = lines.Contains("allow_anonymous", StringComparison.Ordinal) ? "" : "allow_anonymous true\n";
        File.WriteAllText(
            _configuration,
            $"listener {Port} 127.0.0.1\n{who}{access}persistence true\npersistence_location {_folder.FullName}/\n"
            + $"max_inflight_messages 1000\nmax_queued_messages 0\nlog_dest stdout\n{lines.Replace("{folder}", _folder.FullName, StringComparison.Ordinal)}\n");
        _process = Start();
    }

    public int Port { get; }

    public string Address => $"mqtt://127.0.0.1:{Port}";

    public string PathOf(string file) => Path.Combine(_folder.FullName, file);

    /// <summary>Ends it as a machine that loses power does (with grace: as its service is stopped), and starts it again.</summary>
    public void Restart(bool graceful)
    {
        End(graceful);
        _process = Start();
    }

    /// <summary>Starts it again after <see cref="End"/>.</summary>
    public void Begin() => _process = Start();

    public void End(bool graceful)
    {
        if (graceful)
        {
            using Process killer = Process.Start("kill", $"-TERM {_process.Id}");
            killer.AwaitExit();
        }
        else
        {
            _process.Kill();
        }

        Assert.True(_process.WaitForExit(Engine.Patience), "The broker did not end.");
        _process.Dispose();
    }

    public void Publish(string topic, string payload, int qos = 1, params string[] more)
    {
        (int code, string errors) = Mosquitto.Publish(Port, "", ["-t", topic, "-m", payload, "-q", $"{qos}", .. more]);
        Assert.True(code == 0, errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.AwaitExit();
        }

        _process.Dispose();
        _folder.Delete(recursive: true);
    }

    private Process Start()
    {
        var start = new ProcessStartInfo(Mosquitto.Broker!) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(_configuration);
        Process process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Engine.WaitFor(
            () =>
            {
                Assert.False(process.HasExited, "The broker ended as soon as it was started.");
                return ProcessWaits.Listens(Port);
            },
            "the broker listens");
        return process;
    }
}
