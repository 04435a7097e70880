using System.Collections.Concurrent;
using System.Diagnostics;
using HotStream.Tests.House;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>A client written by others, mqtt.js, in a process of its own that runs a script of the folder Peers.</summary>
internal sealed class MqttJs : IDisposable
{
    private const string WhyNot = "mqtt.js is not installed; test.sh installs it where node and npm are";

    private static readonly string s_folder = Repository.PathOf("tests", "HotStream.Tests", "Io", "Mqtt", "Peers");

    private readonly Process _process;

    private MqttJs(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data, Lines);
        process.ErrorDataReceived += (_, line) => Keep(line.Data, Errors);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What it printed.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<string> Errors { get; } = [];

    public bool HasExited => _process.HasExited;

    /// <summary>Publishes the numbers 0 to <paramref name="count"/> - 1; ends when all are acknowledged.</summary>
    public static MqttJs Publish(string url, MqttVersion version, int qos, string topic, int count) =>
        Start("publish.mjs", url, version, qos, topic, count);

    /// <summary>Subscribes, and ends after so many messages. Returns when the broker has granted the subscription.</summary>
    public static MqttJs Subscribe(string url, MqttVersion version, int qos, string filter, int count)
    {
        MqttJs peer = Start("subscribe.mjs", url, version, qos, filter, count);
        Engine.WaitFor(() => peer.Lines.TryDequeue(out _) || peer.HasExited, "mqtt.js has subscribed");
        return peer;
    }

    /// <summary>Waits for its end, which must be a good one.</summary>
    public void AssertEndsWell()
    {
        Assert.True(_process.WaitForExit(Engine.Patience), "mqtt.js did not end.");
        _process.WaitForExit(); // until all lines are here
        Assert.Empty(Errors);
        Assert.Equal(0, _process.ExitCode);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }

        _process.Dispose();
    }

    private static MqttJs Start(string script, string url, MqttVersion version, int qos, string topic, int count)
    {
        Assert.SkipUnless(Directory.Exists(Path.Combine(s_folder, "node_modules", "mqtt")), WhyNot);
        string[] arguments = [Path.Combine(s_folder, script), url, $"{(int)version}", $"{qos}", topic, $"{count}"];
        return new MqttJs(Process.Start(new ProcessStartInfo("node", arguments)
        { RedirectStandardOutput = true, RedirectStandardError = true })!);
    }

    private static void Keep(string? line, ConcurrentQueue<string> lines)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
