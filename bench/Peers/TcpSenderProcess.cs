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
    public static TcpSenderProcess Start(TextFile text, int repeats = 1) =>
        Start(text, ["tcp-send", text.Path, "0", repeats.ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Starts one that sends the whole text again and again for a time, so many bytes a second; 0: as many as are taken.</summary>
    public static TcpSenderProcess StartPaced(TextFile text, long bytesPerSecond, TimeSpan time) => Start(text, [
        "tcp-pace", text.Path, bytesPerSecond.ToString(CultureInfo.InvariantCulture),
        ((int)time.TotalSeconds).ToString(CultureInfo.InvariantCulture)]);

    /// <summary>Waits until a paced sender has sent all; how often that is the text.</summary>
    public long WaitForRepeats() => long.Parse(_process.StandardOutput.ReadLine() ?? "", CultureInfo.InvariantCulture);

    private static TcpSenderProcess Start(TextFile text, string[] verb)
    {
        var process = BenchProcess.Start(verb);
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
