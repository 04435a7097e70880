using System.Diagnostics;
using System.Text;
using HotStream.Tests;

namespace HotStream.Torture;

/// <summary>One life of the program, as a process of its own.</summary>
internal sealed class Child : IDisposable
{

    private readonly Process _process;
    private readonly StringBuilder _error = new();
    private readonly TaskCompletionSource _firstBatch = new();

    /// <summary>Starts this program anew.</summary>
    /// <param name="twin">The deliberate fault to start it with; null for none.</param>
    /// <param name="arguments">What it is asked for.</param>
    public Child(string? twin, params string[] arguments)
        : this(twin, null, arguments)
    {
    }

    /// <inheritdoc cref="Child(string?, string[])"/>
    /// <param name="clock">Whose wall clock it reads; null for the machine's.</param>
    /// <param name="twin">The deliberate fault to start it with; null for none.</param>
    /// <param name="arguments">What it is asked for.</param>
    public Child(string? twin, MovedClock? clock, string[] arguments)
    {
        string program = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        var start = new ProcessStartInfo(program, isHost ? [typeof(Child).Assembly.Location, .. arguments] : arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["HOTSTREAM_CHECK_SLICES"] = "1"; // whoever reads text of a batch that is gone finds it poisoned
        start.Environment["HOTSTREAM_TWIN"] = twin;
        foreach ((string name, string value) in clock?.Environment ?? [])
        {
            start.Environment[name] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) =>
        {
            switch (line.Data)
            {
                case "batch":
                    _firstBatch.TrySetResult();
                    break;
                case "subscribed":
                    HasSubscribed = true;
                    break;
                default:
                    break;
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

    /// <summary>Whether the broker knows it, and keeps for it what comes from now on.</summary>
    public bool HasSubscribed { get; private set; }

    /// <summary>Whether it has done a batch.</summary>
    public bool HasBegun => _firstBatch.Task.IsCompleted;

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

    /// <summary>Waits until a text was written to its standard error, at most so long; false when that was not so.</summary>
    public bool Says(string text, TimeSpan timeout)
    {
        long started = Stopwatch.GetTimestamp();
        while (!Error.Contains(text, StringComparison.Ordinal) && Stopwatch.GetElapsedTime(started) < timeout)
        {
            Thread.Sleep(2);
        }

        return Error.Contains(text, StringComparison.Ordinal);
    }

    /// <summary>Waits for its end; null when it took too long.</summary>
    public int? AwaitExit(TimeSpan timeout)
    {
        if (!_process.WaitForExit(timeout))
        {
            return null;
        }

        _process.AwaitExitAndOutput();
        return _process.ExitCode;
    }

    /// <summary>Stands still for a while.</summary>
    public void Pause(TimeSpan time)
    {
        Signal(Signals.Stop);
        Thread.Sleep(time);
        Signal(Signals.Continue);
    }

    /// <summary>Where its threads stand, as dotnet-stack says it, which is fetched if it can be.</summary>
    public string Stacks()
    {
        using Process stack = Process.Start(new ProcessStartInfo("timeout",
            ["120", "dotnet", "tool", "exec", "dotnet-stack", "--yes", "--", "report", "-p", $"{_process.Id}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> error = stack.StandardError.ReadToEndAsync();
        string text = stack.StandardOutput.ReadToEnd();
        return text + error.Result;
    }

    public void Kill()
    {
        Signal(Signals.Kill);
        _process.AwaitExitAndOutput();
    }

    /// <summary>Asks for a graceful stop.</summary>
    /// <returns>The exit code; null when it took too long.</returns>
    public int? StopGracefully(TimeSpan timeout)
    {
        Signal(Signals.Terminate);
        return AwaitExit(timeout);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        foreach (string left in (string[])[$"/dev/shm/faketime_shm_{_process.Id}", $"/dev/shm/sem.faketime_sem_{_process.Id}"])
        {
            File.Delete(left); // libfaketime's, of a process that was killed
        }

        _process.Dispose();
    }

    private void Signal(int signal)
    {
        if (!_process.HasExited)
        {
            Signals.Send(_process.Id, signal);
        }
    }
}
