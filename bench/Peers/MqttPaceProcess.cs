using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>A device in a process of its own that publishes at a steady pace.</summary>
internal sealed class MqttPaceProcess : IDisposable
{
    private readonly Process _process;

    private MqttPaceProcess(Process process) => _process = process;

    public static MqttPaceProcess Start(int port, int rate, int seconds) => new(Process.Start("dotnet",
    [
        "exec", typeof(MqttPaceProcess).Assembly.Location, "mqtt-pace",
            .. new[] { port, rate, seconds }.Select(number => number.ToString(CultureInfo.InvariantCulture)),
    ]));

    public void WaitForEnd()
    {
        if (!_process.WaitForExit(TimeSpan.FromMinutes(2)) || _process.ExitCode != 0)
            throw new InvalidOperationException("the device did not end as it should");
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
