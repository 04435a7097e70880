using System.Net;

namespace HotStream;

/// <summary>How a listener for datagrams behaves. Setters refuse what cannot work.</summary>
public sealed class UdpListenerOptions
{
    private int _receiveBufferBytes = 4 * 1024 * 1024;
    private IPAddress? _multicastGroup;

    /// <summary>
    /// Bytes that the system keeps for us between two reads; what does not fit is dropped by it, and counted. Where the system gives less
    /// (Linux: <c>net.core.rmem_max</c>), the log says so. Default 4 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 4 KiB.</exception>
    public int ReceiveBufferBytes
    {
        get => _receiveBufferBytes;
        set => _receiveBufferBytes = value >= 4096 ? value
            : throw new ArgumentOutOfRangeException(nameof(ReceiveBufferBytes), value, "The buffer has 4 KiB or more.");
    }

    /// <summary>A multicast group whose datagrams are wanted too; null for none.</summary>
    /// <exception cref="ArgumentException">It is no multicast address.</exception>
    public IPAddress? MulticastGroup
    {
        get => _multicastGroup;
        set => _multicastGroup = value is null || IsMulticast(value) ? value
            : throw new ArgumentException($"{value} is no multicast address.", nameof(MulticastGroup));
    }

    /// <summary>Address of the network interface by which the group is joined; null for the system's choice.</summary>
    public IPAddress? MulticastInterface { get; set; }

    /// <summary>
    /// Called with the address once listening; with port 0 the system chose the port.
    /// Return soon: the thread that calls may be the one that listens.
    /// </summary>
    public Action<IPEndPoint>? OnListening { get; set; }

    private static bool IsMulticast(IPAddress address) =>
        address.IsIPv6Multicast || (address.GetAddressBytes() is [>= 224 and <= 239, _, _, _]);
}
