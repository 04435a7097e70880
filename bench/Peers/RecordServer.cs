using System.Buffers;
using System.Net;
using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>
/// A database as small as can be: takes records of <see cref="RecordBytes"/> bytes over TCP, a thread for each connection, sums their first
/// 8 bytes, and answers one byte whenever a record says that it is the last of its transaction.
/// </summary>
internal sealed class RecordServer : IDisposable
{
    public const int RecordBytes = 100;
    public const int LastFlagAt = 8;

    private readonly Socket _listener = new(SocketType.Stream, ProtocolType.Tcp);
    private long _records;
    private long _sum;

    public RecordServer()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(1024);
        new Thread(Accept) { IsBackground = true, Name = "record server" }.Start();
    }

    public IPEndPoint EndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>What came since the last call; every transaction must have been answered.</summary>
    public JobAnswer Take() => new(Interlocked.Exchange(ref _records, 0), 1, (ulong)Interlocked.Exchange(ref _sum, 0));

    public void Dispose() => _listener.Dispose();

    private void Accept()
    {
        try
        {
            while (true)
            {
                Socket socket = _listener.Accept();
                ThreadPool.UnsafeQueueUserWorkItem(Serve, socket, preferLocal: false);
            }
        }
        catch (SocketException)
        {
            // disposed
        }
    }

    private void Serve(Socket socket)
    {
        using (socket)
        {
            socket.NoDelay = true;
            var buffer = ArrayPool<byte>.Shared.Rent(640 * RecordBytes);
            int held = 0;
            while (socket.Receive(buffer.AsSpan(held)) is var count && count > 0)
            {
                held += count;
                int at = 0;
                long sum = 0;
                int answers = 0;
                for (; held - at >= RecordBytes; at += RecordBytes)
                {
                    sum += BitConverter.ToInt64(buffer, at);
                    answers += buffer[at + LastFlagAt];
                }

                Interlocked.Add(ref _records, at / RecordBytes);
                Interlocked.Add(ref _sum, sum);
                for (; answers > 0; answers--)
                    socket.Send([1]);
                buffer.AsSpan(at, held - at).CopyTo(buffer);
                held -= at;
            }

            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
