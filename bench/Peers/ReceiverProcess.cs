using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>A process that receives and ends after so many messages; its processor time is read while it lives.</summary>
internal sealed class ReceiverProcess : IDisposable
{
    private const int TicksPerSecond = 100; // of Linux, in /proc/PID/stat
    private const int UserTime = 11;        // fields behind the name in parentheses
    private const int SystemTime = 12;

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(300);

    private static readonly TimeSpan s_idle = TimeSpan.FromMilliseconds(10); // a tick, which an idle engine may cost

    private readonly Process _process;
    private readonly bool _saysBytes;

    public ReceiverProcess(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo("sh", ["-c", "exec \"$0\" \"$@\" > /dev/null", program, .. arguments]);
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
    }

    private ReceiverProcess(Process process)
    {
        _process = process;
        _saysBytes = true;
    }

    /// <summary>One of this program's hidden verbs, which says when it ends how many bytes it allocated for the second half.</summary>
    public static ReceiverProcess OfVerb(params string[] verb) => new(BenchProcess.Start(verb));

    /// <summary>Bytes that it allocated; null where it does not say.</summary>
    public long? AllocatedBytes { get; private set; }

    /// <summary>Processor time so far.</summary>
    public TimeSpan CpuTime { get; private set; }

    /// <summary>Waits until it has nothing to do.</summary>
    public void WaitUntilQuiet()
    {
        Look();
        TimeSpan before;
        do
        {
            before = CpuTime;
            Thread.Sleep(s_quiet);
            Look();
        }
        while (CpuTime - before > s_idle);
    }

    /// <summary>Waits for its end.</summary>
    public void WaitForEnd()
    {
        for (var began = Stopwatch.GetTimestamp(); !_process.WaitForExit(2);)
        {
            Look();
            if (Stopwatch.GetElapsedTime(began) > s_patience)
                throw new TimeoutException($"not all messages arrived in {s_patience.TotalMinutes} minutes");
        }

        if (_process.ExitCode != 0)
            throw new InvalidOperationException($"the receiver ended with {_process.ExitCode}");
        if (_saysBytes)
            AllocatedBytes = long.Parse(_process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Look()
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{_process.Id}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[UserTime], CultureInfo.InvariantCulture)
                + long.Parse(fields[SystemTime], CultureInfo.InvariantCulture);
            CpuTime = TimeSpan.FromSeconds(ticks / (double)TicksPerSecond);
        }
        catch (IOException)
        {
            // it has just ended
        }
    }
}
