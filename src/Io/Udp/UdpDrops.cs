using System.Globalization;
using System.Net.Sockets;

namespace HotStream.Io;

/// <summary>
/// How many datagrams the system has dropped for a socket, as Linux says in <c>/proc/net/udp</c>; nothing elsewhere. The socket is found by
/// its inode: several may have its port.
/// </summary>
internal sealed class UdpDrops
{
    private const int InodeColumn = 9;

    private readonly string _table;
    private readonly string? _inode;
    private long _known;

    public UdpDrops(Socket socket)
    {
        _table = socket.AddressFamily == AddressFamily.InterNetworkV6 ? "/proc/net/udp6" : "/proc/net/udp";
        _inode = OperatingSystem.IsLinux()
            ? new FileInfo($"/proc/self/fd/{socket.Handle}").LinkTarget?.TrimStart("socket:[".ToCharArray()).TrimEnd(']') : null;
    }

    /// <summary>How many more since it was asked last.</summary>
    public long Next()
    {
        long count = Math.Max(_known, Count());
        long more = count - _known;
        _known = count;
        return more;
    }

    private long Count()
    {
        if (_inode is null)
        {
            return 0;
        }

        try
        {
            foreach (string line in File.ReadLines(_table))
            {
                string[] columns = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
                if (columns.Length > InodeColumn && columns[InodeColumn] == _inode)
                {
                    return long.TryParse(columns[^1], CultureInfo.InvariantCulture, out long drops) ? drops : 0;
                }
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // nobody says it then
        }

        return 0;
    }
}
