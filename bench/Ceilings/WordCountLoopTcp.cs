using System.Net;
using System.Net.Sockets;

namespace HotStream.Bench;

/// <summary>
/// The hand-written word count of a socket: receive, split and count on one thread. The slab is 64 KiB so that the
/// kernel's copy is still in the L2 cache when it is read.
/// </summary>
internal static class WordCountLoopTcp
{
    private const int SlabBytes = 64 << 10;

    public static JobOutcome Run(IPEndPoint sender)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(sender);
        var counter = new WordCounter(SlabBytes);
        for (int bytes; (bytes = socket.Receive(counter.Free)) > 0;)
            counter.Take(bytes);
        counter.Finish();
        return new JobOutcome(counter.Words, counter.Answer) { Owned = counter };
    }
}
