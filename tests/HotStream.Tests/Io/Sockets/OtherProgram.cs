using System.Collections.Concurrent;
using System.Diagnostics;

namespace HotStream.Tests.Io.Sockets;

/// <summary>openssl or nc at the other end of a socket: what is written here it sends.</summary>
internal sealed class OtherProgram : IDisposable
{
    private readonly Process _process;

    private OtherProgram(Process process)
    {
        _process = process;
        process.ErrorDataReceived += (_, line) => Said.Enqueue(line.Data ?? "");
        process.OutputDataReceived += (_, line) => Said.Enqueue(line.Data ?? "");
        process.BeginErrorReadLine();
        process.BeginOutputReadLine();
    }

    /// <summary>What it printed.</summary>
    public ConcurrentQueue<string> Said { get; } = [];

    public bool HasEnded => _process.HasExited;

    public static OtherProgram Start(string program, params string[] arguments)
    {
        try
        {
            return new OtherProgram(Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip($"{program} is not installed.");
            throw;
        }
    }

    /// <summary>
    /// Gives it text to send. Once is safe: openssl as a server may wait for the other side for ever after what it sent first, as it reads
    /// again behind a record without data; who writes on then waits for it.
    /// </summary>
    public void Send(string text)
    {
        _process.StandardInput.Write(text);
        _process.StandardInput.Flush();
    }

    /// <summary>Ends what it sends.</summary>
    public void Finish() => _process.StandardInput.Close();

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.AwaitExit();
        _process.Dispose();
    }
}
