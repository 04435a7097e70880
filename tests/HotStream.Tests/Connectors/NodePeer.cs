using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using HotStream.Tests.House;

namespace HotStream.Tests.Connectors;

/// <summary>
/// A peer written by others, in a process of its own that runs a script of a folder Peers. Those of connectors end with their input.
/// </summary>
internal sealed class NodePeer : IDisposable
{
    private static readonly string s_folder = Repository.PathOf("tests", "HotStream.Tests", "Connectors", "Peers");

    private readonly Process _process;

    private NodePeer(Process process)
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

    public int ProcessId => _process.Id;

    /// <summary>Why a package of a folder cannot be used, of the connectors' folder if none is given; null when it can.</summary>
    public static string? WhyNot(string package, string? folder = null) =>
        Directory.Exists(Path.Combine(folder ?? s_folder, "node_modules", package)) ? null
            : $"npm's {package} is not installed; test.sh installs it where node and npm are";

    /// <summary>Starts a script of connectors; skips the test where the package it needs is not installed.</summary>
    public static NodePeer Start(string package, string script, JsonObject what) =>
        Start(s_folder, package, script, what.ToJsonString(new JsonSerializerOptions { WriteIndented = false }));

    /// <summary>Starts a script of a folder; skips the test where the package it needs is not installed.</summary>
    public static NodePeer Start(string folder, string package, string script, params string[] arguments)
    {
        string? whyNot = WhyNot(package, folder);
        Assert.SkipUnless(whyNot is null, whyNot ?? "");
        return new NodePeer(Process.Start(new ProcessStartInfo("node", [Path.Combine(folder, script), .. arguments])
        { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true })!);
    }

    /// <summary>Waits for its end, which must be a good one.</summary>
    public void AssertEndsWell()
    {
        Assert.True(_process.WaitForExit(ProcessWaits.Patience), "The peer did not end.");
        _process.AwaitExitAndOutput();
        Assert.Empty(Errors);
        Assert.Equal(0, _process.ExitCode);
    }

    /// <summary>Waits for a line that begins with a word, and gives the rest of it.</summary>
    public string Await(string word)
    {
        string? found = null;
        ProcessWaits.WaitFor(
            () =>
            {
                Assert.Empty(Errors);
                found = Lines.FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal));
                return found is not null;
            },
            $"the peer says '{word}'");
        return found![word.Length..].Trim();
    }

    public void Send(string line)
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    /// <summary>Nothing more is sent, at which it ends as a good program does.</summary>
    public void EndInput() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.AwaitExit();
        }

        _process.Dispose();
    }

    private static void Keep(string? line, ConcurrentQueue<string> lines)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
