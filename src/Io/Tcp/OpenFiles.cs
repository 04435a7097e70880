using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace HotStream.Io;

/// <summary>
/// Keeps some of the files that the process may open (ulimit -n) free of connections. A process without a single one left cannot log, load
/// an assembly, start a thread or reach its database, and the runtime ends it with "Out of memory": a crowd of connections would be enough.
/// The system hands out the lowest free number, so the number of a new socket says how many are open.
/// </summary>
internal static partial class OpenFiles
{
    private const int ReservedMax = 128;
    private const int ReservedPart = 8;

    /// <summary>
    /// The most files the process may have open now, or <see cref="long.MaxValue"/> where that is not known. Connections leave an eighth of
    /// them, 128 at most, to the rest.
    /// </summary>
    public static long Limit => (OperatingSystem.IsLinux() || OperatingSystem.IsMacOS())
        && GetLimit(OperatingSystem.IsMacOS() ? 8 : 7, out Limits limits) == 0 && limits.Soft < int.MaxValue
        ? (long)limits.Soft
        : long.MaxValue;

    /// <summary>Whether a socket has taken one of the files that are kept for the rest of the process.</summary>
    public static bool IsReserved(Socket socket)
    {
        long limit = Limit;
        return limit < long.MaxValue && socket.Handle >= limit - Math.Min(ReservedMax, limit / ReservedPart);
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    private static partial int GetLimit(int resource, out Limits limits);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct Limits
    {
        public readonly nuint Soft;
        public readonly nuint Hard;
    }
}
