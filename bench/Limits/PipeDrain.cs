using System.IO.Pipelines;
using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>
/// The same stream as <see cref="TcpDrainLimit"/> received through System.IO.Pipelines, unread: what the choice between raw sockets and
/// pipelines costs before a byte is looked at.
/// </summary>
internal static class PipeDrain
{
    private const int BufferBytes = 64 << 10;

    public static JobOutcome Run(TcpSenderProcess sender)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(sender.EndPoint);
        long received = DrainAsync(socket).GetAwaiter().GetResult();
        return new JobOutcome(sender.Text.Answer.Total * (received / sender.Text.Bytes), () => sender.Text.Answer);
    }

    private static async Task<long> DrainAsync(Socket socket)
    {
        var reader = PipeReader.Create(new NetworkStream(socket),
            new StreamPipeReaderOptions(bufferSize: BufferBytes, minimumReadSize: BufferBytes / 2));
        long received = 0;
        while (true)
        {
            ReadResult result = await reader.ReadAsync().ConfigureAwait(false);
            received += result.Buffer.Length;
            reader.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
                break;
        }

        await reader.CompleteAsync().ConfigureAwait(false);
        return received;
    }
}
