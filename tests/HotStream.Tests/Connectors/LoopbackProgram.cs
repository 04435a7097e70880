using System.Diagnostics;
using System.Text;

namespace HotStream.Tests.Connectors;

/// <summary>A server's process with what it says, in a temporary folder that goes with it. Ended by its process id.</summary>
internal sealed class LoopbackProgram(string program) : IDisposable
{
    private readonly StringBuilder _log = new();
    private Process? _process;

    public string Folder { get; } = Directory.CreateTempSubdirectory("hotstream-server-").FullName;

    /// <summary>Starts it, again after <see cref="Kill"/>, and waits until it answers.</summary>
    public void Begin(string[] arguments, Func<bool> answers)
    {
        _process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = Folder,
        })!;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        long started = Stopwatch.GetTimestamp();
        while (!answers())
        {
            Assert.False(_process.WaitForExit(50), $"{program} ended as soon as it was started:\n{Log()}");
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromMinutes(3), $"{program} does not answer:\n{Log()}");
        }
    }

    /// <summary>Ends it at once, as a loss of power would.</summary>
    public void Kill()
    {
        if (_process is { } process)
        {
            _process = null;
            process.Kill();
            process.AwaitExit();
            process.Dispose();
        }
    }

    public void Dispose()
    {
        Kill();
        Directory.Delete(Folder, recursive: true);
    }

    private void Note(string? line)
    {
        lock (_log)
        {
            _log.AppendLine(line);
        }
    }

    private string Log()
    {
        lock (_log)
        {
            return _log.ToString();
        }
    }
}
