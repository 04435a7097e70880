using System.ComponentModel;
using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// A package of npm, installed once into a folder of its own; without node, npm or the package, rows that need it say so.
/// </summary>
internal sealed class NpmPackage(string folder, string name, string version)
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private string? _reason;
    private bool _asked;

    /// <summary>Where it is: a folder with node_modules.</summary>
    public string Folder => folder;

    /// <summary>Installs the package when it is not there yet. Asked once; null means ready.</summary>
    public string? WhyNotAvailable()
    {
        if (!_asked)
            _reason = Install();
        _asked = true;
        return _reason;
    }

    private string? Install()
    {
        try
        {
            Execute("node", "--version");
            if (Directory.Exists(Path.Combine(folder, "nodefolder", name)))
                return null;
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "package.json"), """{ "private": true }""");
            Execute("npm", "install", "--prefix", folder, "--no-audit", "--no-fund", $"{name}@{version}");
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

    /// <summary>Runs a program and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    /// <exception cref="TimeoutException">It took too long.</exception>
    public static string Execute(string program, params string[] arguments)
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
