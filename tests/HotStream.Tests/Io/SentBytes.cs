using System.Net.Sockets;
using System.Runtime.InteropServices;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Io;

/// <summary>Asks the system whether everything sent has been received by the other side's system.</summary>
internal static partial class SentBytes
{
    private const int OutQueue = 0x5411; // SIOCOUTQ

    public static void WaitUntilReceived(Socket socket)
    {
        if (!OperatingSystem.IsLinux())
        {
            Thread.Sleep(500);
            return;
        }

        Engine.WaitFor(() => Ioctl((int)socket.Handle, OutQueue, out int unacknowledged) == 0
            && unacknowledged == 0, "everything sent was received");
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Ioctl(int descriptor, nuint request, out int result);
}
