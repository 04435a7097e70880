using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>This program once more, with other arguments.</summary>
internal static class BenchProcess
{
    public static Process Start(string[] verb)
    {
        var program = Environment.ProcessPath!; // this one, as it was started
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? ["exec", typeof(BenchProcess).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. host, .. verb]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        return Process.Start(start) ?? throw new InvalidOperationException($"{verb[0]} did not start");
    }
}
