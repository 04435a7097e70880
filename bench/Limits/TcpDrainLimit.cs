using System.Diagnostics;
using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>Receives a loopback stream from another process into one 64 KiB buffer and does nothing with it.</summary>
internal sealed class TcpDrainLimit(TextFile text) : ILimit
{
    private const int BufferBytes = 64 << 10;
    private const int Repeats = 8;

    public LimitResult Measure()
    {
        using var sender = TcpSenderProcess.Start(text, Repeats);
        return LimitResult.Of("TCP drain", "GB/s", "loopback, sender in another process, synchronous Receive of 64 KiB", () =>
        {
            var clock = Stopwatch.GetTimestamp();
            var bytes = Drain(sender);
            return bytes / Stopwatch.GetElapsedTime(clock).TotalSeconds / 1e9;
        });
    }

    /// <summary>The limit as a row of a job: the stream's words, unread.</summary>
    public static JobOutcome Run(TcpSenderProcess sender)
    {
        var texts = Drain(sender) / sender.Text.Bytes;
        return new JobOutcome(sender.Text.Answer.Total * texts, () => sender.Text.Answer);
    }

    private static long Drain(TcpSenderProcess sender)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(sender.EndPoint);
        var buffer = GC.AllocateUninitializedArray<byte>(BufferBytes, pinned: true);
        var received = 0L;
        for (int bytes; (bytes = socket.Receive(buffer)) > 0;)
            received += bytes;
        return received;
    }
}
