using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>
/// The most memory that a process needs which holds a million keys, with checkpoints and without; each in a process of its own (the hidden
/// verb held-memory SECONDS, between checkpoints, 0 for none), without what it needs before it has any key.
/// </summary>
internal static class HeldMemory
{
    private const int Keys = 1_000_000;
    private const int Touched = 10_000;
    private const int Batches = 6_000; // of a millisecond by the manual clock

    public static void Run(TextWriter output)
    {
        var (without, with) = (Measure(0), Measure(1));
        output.WriteLine($"1 M text keys, most memory: {without:F0} MB without checkpoints, {with:F0} MB with one each second; "
            + $"{with / without:F2} times");
    }

    public static int Hold(int secondsBetween)
    {
        var batches = HeldKeys.Batches(64, Touched, Keys);
        using var folder = new TemporaryFolder();
        var never = TimeSpan.FromDays(1);
        var checkpoints = secondsBetween == 0 ? never : TimeSpan.FromSeconds(secondsBetween);
        GC.Collect();
        var before = Status("VmRSS");
        using var state = new HeldState(folder.Path, Keys, TimeSpan.FromMilliseconds(1), checkpoints, new ManualClock());
        state.Start();
        for (var i = 0; i < Batches; i++)
        {
            state.Enqueue(batches[i % batches.Length]);
            state.Tick();
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Status("VmHWM") - before}"));
        return 0;
    }

    private static double Measure(int secondsBetween)
    {
        using Process process = BenchProcess.Start(["held-memory", secondsBetween.ToString(CultureInfo.InvariantCulture)]);
        var line = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(line, CultureInfo.InvariantCulture) / 1e6;
    }

    private static double Status(string name)
    {
        var line = File.ReadLines("/proc/self/status").First(line => line.StartsWith(name, StringComparison.Ordinal));
        return 1024.0 * long.Parse(line.AsSpan(name.Length + 1).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
    }
}
