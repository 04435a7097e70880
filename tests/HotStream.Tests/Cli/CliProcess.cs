using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using HotStream.Tests.Streams;
using Xunit;

namespace HotStream.Tests.Cli;

/// <summary>
/// The built tool, or another program of this repository, as a child process. Every wait has an end; disposing ends
/// the process, whatever it does.
/// </summary>
internal sealed partial class CliProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Killed = 9;
    public const int Terminate = 15;

    /// <summary>The program that runs assemblies: the one of this very runtime.</summary>
    public static readonly string Host =
        Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet"));

    private static readonly TimeSpan s_patience = Engine.Patience;

    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    // Without a program that runs assemblies, the assembly is one that runs by itself: compiled ahead of time.
    private CliProcess(string assembly, string[] arguments, int? openFiles = null,
        IReadOnlyDictionary<string, string>? environment = null, bool isNative = false)
    {
        assembly = Path.Combine(AppContext.BaseDirectory, assembly);
        var start = new ProcessStartInfo(isNative ? assembly : openFiles is null ? Host : "sh")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOTSTREAM_CHECK_SLICES"] = "1"; // whoever reads text of a batch that is gone finds it poisoned
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        Array.ForEach<string>(openFiles is null ? []
            : ["-c", $"ulimit -n {openFiles} && exec \"$0\" \"$@\"", Host], start.ArgumentList.Add);
        Array.ForEach<string>(isNative ? [] : [assembly], start.ArgumentList.Add);
        Array.ForEach(arguments, start.ArgumentList.Add);
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Memory of the process that is in use now, in bytes.</summary>
    public long ResidentBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    public string Output => Read(_output);

    public string Error => Read(_error);

    public static CliProcess Start(params string[] arguments) => new("hotstream.dll", arguments);

    /// <summary>Starts the tool with a limit of open files.</summary>
    public static CliProcess StartWithin(int openFiles, params string[] arguments) => new("hotstream.dll", arguments, openFiles);

    /// <summary>Starts the tool with variables in its environment.</summary>
    public static CliProcess StartWith(IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new("hotstream.dll", arguments, environment: environment);

    /// <summary>Starts a program whose project the tests refer to, or one by its whole path.</summary>
    public static CliProcess StartProgram(string assembly, params string[] arguments) => new(assembly, arguments);

    /// <summary>Starts a program that was compiled ahead of time.</summary>
    public static CliProcess StartNative(string path, IReadOnlyDictionary<string, string> environment, params string[] arguments) =>
        new(path, arguments, environment: environment, isNative: true);

    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using CliProcess process = Start(arguments);
        int exitCode = process.WaitForExit();
        return (exitCode, process.Output, process.Error);
    }

    /// <summary>Waits until a text has appeared.</summary>
    public void WaitFor(string text, Func<CliProcess, string> where)
    {
        var waited = Stopwatch.StartNew();
        while (!where(this).Contains(text, StringComparison.Ordinal))
        {
            Assert.False(_process.HasExited, $"The program ended before it wrote '{text}'.\n{Describe()}");
            Assert.True(waited.Elapsed < s_patience, $"'{text}' was not written in time.\n{Describe()}");
            Thread.Sleep(20);
        }
    }

    public int WaitForExit()
    {
        Assert.True(_process.WaitForExit(s_patience), $"The program did not end in time.\n{Describe()}");
        _process.AwaitExitAndOutput();
        return _process.ExitCode;
    }

    public void Signal(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private string Describe() => $"Output:\n{Output}\nError:\n{Error}";

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
