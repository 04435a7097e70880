using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>A device in a process of its own, connected and waiting for <see cref="Go"/>.</summary>
internal sealed class MqttSenderProcess : IDisposable
{
    private readonly Process _process;

    private MqttSenderProcess(Process process) => _process = process;

    public static MqttSenderProcess Start(int port, int qos, int rounds, int packetBytes = MqttPackets.PacketBytes)
    {
        string[] arguments =
        [
            "exec", typeof(MqttSenderProcess).Assembly.Location, "mqtt-send",
            .. new[] { port, qos, rounds, packetBytes }.Select(number => number.ToString(CultureInfo.InvariantCulture)),
        ];
        var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the sender did not start");
        if (process.StandardOutput.ReadLine() is var line && line != MqttSender.Ready)
        {
            process.Kill();
            process.Dispose();
            throw new InvalidOperationException($"the sender did not get ready: {line}");
        }

        return new MqttSenderProcess(process);
    }

    public void Go() => _process.StandardInput.WriteLine();

    /// <summary>Waits until it has sent everything, and all of it is acknowledged.</summary>
    public void WaitForEnd()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)) || _process.ExitCode != 0)
            throw new InvalidOperationException("a sender did not end as it should");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
