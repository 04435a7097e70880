using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace HotStream.Torture;

/// <summary>One life of the program, as a process of its own.</summary>
internal sealed partial class Child : IDisposable
{
    private const int Killed = 9;
    private const int Terminate = 15;
    private const int Continue = 18;
    private const int Stop = 19;

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _firstBatch = new();

    public Child(string root, string connection, string? twin)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        string[] arguments = ["--child", root, connection];
        var start = new ProcessStartInfo(program, isHost ? [typeof(Child).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOTSTREAM_CHECK_SLICES"] = "1"; // whoever reads text of a batch that is gone finds it poisoned
        start.Environment["HOTSTREAM_TWIN"] = twin;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is not null)
            {
                _firstBatch.TrySetResult();
            }
        };
        _process.ErrorDataReceived += (_, line) =>
        {
            lock (_error)
            {
                _error.AppendLine(line.Data);
            }
        };
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public string Error
    {
        get
        {
            lock (_error)
            {
                return _error.ToString().Trim();
            }
        }
    }

    /// <summary>Waits until a batch was done, at most so long; false when that was not so.</summary>
    public bool AwaitBatch(TimeSpan timeout)
    {
        long started = Stopwatch.GetTimestamp();
        while (!_firstBatch.Task.IsCompleted && !_process.HasExited && Stopwatch.GetElapsedTime(started) < timeout)
        {
            Thread.Sleep(2);
        }

        return _firstBatch.Task.IsCompleted;
    }

    /// <summary>Stands still for a while.</summary>
    public void Pause(TimeSpan time)
    {
        Signal(Stop);
        Thread.Sleep(time);
        Signal(Continue);
    }

    public void Kill()
    {
        Signal(Killed);
        _process.WaitForExit();
    }

    /// <summary>Asks for a graceful stop; false when it took too long.</summary>
    public bool StopGracefully(TimeSpan timeout)
    {
        Signal(Terminate);
        bool stopped = _process.WaitForExit(timeout);
        if (stopped)
        {
            _process.WaitForExit(); // the rest of its output
        }

        return stopped;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            _ = Send(_process.Id, signal);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Send(int process, int signal);
}
