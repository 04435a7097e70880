using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace HotStream.Bench;

/// <summary>
/// A sender in a process of its own, so that sending takes no time of the measured one. It listens on a free port that
/// the system picks.
/// </summary>
internal sealed class TcpSenderProcess : IDisposable
{
    private readonly Process _process;

    private TcpSenderProcess(Process process, IPEndPoint endPoint, TextFile text)
    {
        _process = process;
        EndPoint = endPoint;
        Text = text;
    }

    /// <summary>Connect here to be sent the text; every connection gets all of it.</summary>
    public IPEndPoint EndPoint { get; }

    public TextFile Text { get; }

    /// <summary>Starts a sender and returns when it holds the file and listens.</summary>
    public static TcpSenderProcess Start(TextFile text, int repeats = 1)
    {
        var program = Environment.ProcessPath!; // this one, as it was started
        string[] host = Path.GetFileNameWithoutExtension(program) == "dotnet" ? ["exec", typeof(TcpSenderProcess).Assembly.Location] : [];
        string[] arguments = [.. host, "tcp-send", text.Path, "0", repeats.ToString(CultureInfo.InvariantCulture)];
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true };
        var process = Process.Start(start) ?? throw new InvalidOperationException("the sender did not start");
        var line = process.StandardOutput.ReadLine();
        if (line is null || !line.StartsWith(TcpSender.Ready, StringComparison.Ordinal))
        {
            process.Kill();
            process.Dispose();
            throw new InvalidOperationException($"the sender did not get ready: {line}");
        }

        var port = int.Parse(line.AsSpan(TcpSender.Ready.Length), CultureInfo.InvariantCulture);
        return new TcpSenderProcess(process, new IPEndPoint(IPAddress.Loopback, port), text);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
