using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// DuckDB as a second process (duckdb.mjs under node). The package is installed once under the data folder; without node,
/// npm or the package the rows say so. The time is the query's own, so neither process start nor read-back counts.
/// </summary>
internal sealed class DuckDb(string dataFolder)
{
    private const string Package = "@duckdb/node-api";
    private const string Version = "1.5.6-r.1";

    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly string _modules = Path.Combine(dataFolder, "duckdb");
    private string? _reason;
    private bool _asked;

    /// <summary>Installs the package when it is not there yet. Asked once; null means ready.</summary>
    public string? WhyNotAvailable()
    {
        if (!_asked)
            _reason = Install();
        _asked = true;
        return _reason;
    }

    public JobOutcome WordCount(TextFile text, int threads)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Peers", "duckdb.mjs");
        var output = Execute("node", script, _modules, text.Path, threads.ToString(CultureInfo.InvariantCulture));
        using var result = JsonDocument.Parse(output);
        var root = result.RootElement;
        var answer = new JobAnswer(
            root.GetProperty("totalWords").GetInt64(),
            root.GetProperty("distinct").GetInt64(),
            ulong.Parse(root.GetProperty("checksum").GetString()!, CultureInfo.InvariantCulture));
        return new JobOutcome(answer.Total, () => answer)
        {
            Elapsed = TimeSpan.FromMilliseconds(root.GetProperty("ms").GetDouble()),
            AllocatesHere = false,
        };
    }

    private string? Install()
    {
        try
        {
            Execute("node", "--version");
            if (Directory.Exists(Path.Combine(_modules, "node_modules", "@duckdb", "node-api")))
                return null;
            Directory.CreateDirectory(_modules);
            File.WriteAllText(Path.Combine(_modules, "package.json"), """{ "private": true }""");
            Execute("npm", "install", "--prefix", _modules, "--no-audit", "--no-fund", $"{Package}@{Version}");
            return null;
        }
        catch (Win32Exception)
        {
            return "node or npm is not installed";
        }
        catch (Exception error) when (error is InvalidOperationException or TimeoutException or IOException)
        {
            return error.Message;
        }
    }

    private static string Execute(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} took longer than {s_patience.TotalMinutes} minutes");
        }

        return process.ExitCode == 0
            ? output.Result
            : throw new InvalidOperationException($"{program} {arguments[0]} ended with {process.ExitCode}: {FirstLine(errors.Result)}");
    }

    private static string FirstLine(string text) =>
        text.Split('\n').Select(line => line.Trim()).FirstOrDefault(line => line.Length > 0) ?? "";
}
