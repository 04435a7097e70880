using System.Diagnostics;
using HotStream.Tests.Cli;

namespace HotStream.Tests.Packages;

/// <summary>The SDK's <c>dotnet</c> as a child process.</summary>
internal static class Dotnet
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    /// <summary>Runs a command in a folder and gives what it printed, errors included; it may fail.</summary>
    public static (int ExitCode, string Output) Try(
        string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(CliProcess.Host, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1"; // nothing outlives the test
        start.Environment["UseSharedCompilation"] = "false";
        foreach (string name in start.Environment.Keys.Where(name => name.StartsWith("MSBuild", StringComparison.Ordinal)
            || name.StartsWith("TESTINGPLATFORM", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name); // of the dotnet that runs these tests
        }

        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"dotnet {string.Join(' ', arguments)} did not end in {s_patience}.");
        }

        // a grandchild that lives on may hold the pipes open for as long as it likes
        Assert.True(Task.WaitAll([output, error], s_patience), $"dotnet {string.Join(' ', arguments)} ended, but not its output.");
        return (process.ExitCode, output.Result + error.Result);
    }

    /// <summary>Runs a command that must not fail.</summary>
    public static string Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        (int exitCode, string output) = Try(folder, environment, arguments);
        Assert.True(exitCode == 0, $"dotnet {string.Join(' ', arguments)}\n{output}");
        return output;
    }
}
