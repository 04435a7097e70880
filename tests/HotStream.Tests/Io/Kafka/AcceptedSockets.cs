using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;

namespace HotStream.Tests.Io.Kafka;

/// <summary>
/// The connections that a server inside this process accepted. librdkafka's brokers accept them without close-on-exec, so every process
/// that this one starts meanwhile holds them too: when the broker closes one, its client learns nothing of it and waits for an answer for
/// as long as such a process lives.
/// </summary>
internal static partial class AcceptedSockets
{
    private const int ReceiveAndSend = 2;
    private const int InterNetwork = 2;

    /// <summary>Ends all connections to a port of this process, whoever else holds them; what listens goes on listening.</summary>
    public static void Shutdown(int port)
    {
        foreach (string path in Directory.EnumerateFiles("/proc/self/fd"))
        {
            int descriptor = int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture);
            if (IsConnectionTo(port, descriptor))
            {
                _ = Shutdown(descriptor, ReceiveAndSend); // or it has just been closed
            }
        }
    }

    private static bool IsConnectionTo(int port, int descriptor)
    {
        Span<byte> address = stackalloc byte[128];
        int length = address.Length;
        if (LocalAddress(descriptor, ref MemoryMarshal.GetReference(address), ref length) != 0
            || BitConverter.ToInt16(address) != InterNetwork || BinaryPrimitives.ReadUInt16BigEndian(address[2..]) != port)
        {
            return false;
        }

        length = address.Length;
        return RemoteAddress(descriptor, ref MemoryMarshal.GetReference(address), ref length) == 0;
    }

    [LibraryImport("libc", EntryPoint = "getsockname")]
    private static partial int LocalAddress(int socket, ref byte address, ref int length);

    [LibraryImport("libc", EntryPoint = "getpeername")]
    private static partial int RemoteAddress(int socket, ref byte address, ref int length);

    [LibraryImport("libc", EntryPoint = "shutdown")]
    private static partial int Shutdown(int socket, int how);
}
