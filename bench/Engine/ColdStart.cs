using System.Diagnostics;
using System.Globalization;

namespace HotStream.Bench;

/// <summary>
/// What the first pass over a text costs a fresh process, which has everything to compile, against the passes of the same process when
/// it is warm: processor time of the whole process, the compiler's threads included. Two ways of starting: as a library finds itself in a
/// program that set nothing, and with the setting that <c>hotstream</c> has.
/// </summary>
internal static class ColdStart
{
    private const int TextMiB = 16;
    private const int Processes = 7;
    private const int Passes = 12;
    private const string SettingOfTool = "DOTNET_TC_QuickJitForLoops";

    public static int Run(BenchOptions options, TextWriter output)
    {
        TextFile text = ZipfText.GetOrCreate(DataFolder.Find(options.Data), TextMiB);
        foreach ((string name, string? value) in new[] { ("as a library", null), ("as the tool is set", "0") })
        {
            double[][] processes = [.. Enumerable.Range(0, Processes).Select(_ => Child(text, value))];
            double first = Median.Of(processes.Select(passes => passes[0]));
            double second = Median.Of(processes.Select(passes => passes[1]));
            double warm = Median.Of(processes.Select(passes => Median.Of(passes[(Passes / 2)..])));
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"word count of {text.Bytes / 1e6:F1} MB, {name}: first pass "
                + $"{first:F0} ms of processor time ({first / warm:F1} times a warm one), second {second:F0} ms, warm {warm:F0} ms; "
                + $"medians of {Processes} processes"));
        }

        return 0;
    }

    /// <summary>The child: so many passes, a line of milliseconds each, answers checked outside the time.</summary>
    public static int Pass(string path)
    {
        var text = new TextFile(path, new FileInfo(path).Length, default);
        JobAnswer? expected = null;
        for (int pass = 0; pass < Passes; pass++)
        {
            TimeSpan before = Environment.CpuUsage.TotalTime;
            using JobOutcome outcome = EngineWordCount.Words(text, 1);
            TimeSpan used = Environment.CpuUsage.TotalTime - before;
            JobAnswer answer = outcome.Answer();
            if (answer != (expected ??= answer) || outcome.Records == 0)
                throw new InvalidOperationException($"pass {pass} answered {answer}, the first {expected}");
            Console.WriteLine(used.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture));
            if (pass > 0)
                Thread.Sleep(200); // the compiler works in the background
        }

        return 0;
    }

    private static double[] Child(TextFile text, string? quickJitForLoops)
    {
        string? before = Environment.GetEnvironmentVariable(SettingOfTool);
        Environment.SetEnvironmentVariable(SettingOfTool, quickJitForLoops);
        using Process process = BenchProcess.Start(["cold-pass", text.Path]);
        Environment.SetEnvironmentVariable(SettingOfTool, before);
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        return process.ExitCode == 0 && lines.Length == Passes
            ? [.. lines.Select(line => double.Parse(line, CultureInfo.InvariantCulture))]
            : throw new InvalidOperationException($"the process of a cold start ended with {process.ExitCode}");
    }
}
