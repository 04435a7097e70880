using System.Globalization;
using System.Net;

namespace HotStream.ZeroMq;

/// <summary>Where a socket of ZeroMQ is: <c>tcp://HOST:PORT</c>; to listen, an address of ours, or <c>*</c> for all of them.</summary>
internal sealed record ZeroMqAddress(string Host, int Port)
{
    private const string Scheme = "tcp://";

    public override string ToString() => $"{Scheme}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}";

    /// <summary>Where to connect to.</summary>
    public EndPoint Server =>
        IPAddress.TryParse(Host, out IPAddress? address) ? new IPEndPoint(address, Port) : new DnsEndPoint(Host, Port);

    /// <summary>Where to listen.</summary>
    public IPEndPoint Own => new(Host == "*" ? IPAddress.Any : IPAddress.Parse(Host), Port);

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static ZeroMqAddress Parse(string address, bool isOwn)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        string form = isOwn ? "tcp://127.0.0.1:PORT, tcp://*:PORT for all addresses of this machine, port 0 for a free one"
            : "tcp://HOST:PORT";
        if (!address.StartsWith(Scheme, StringComparison.Ordinal))
        {
            int end = address.IndexOf("://", StringComparison.Ordinal);
            string scheme = end < 0 ? "" : address[..end];
            throw new ArgumentException(scheme is "ipc" or "inproc" or "pgm" or "epgm" or "udp" or "ws" or "wss"
                ? $"The transport {scheme} of ZeroMQ is not built: write {form}."
                : $"'{PlainText.Address(address)}' is no address of ZeroMQ: write {form}.", nameof(address));
        }

        int colon = address.LastIndexOf(':');
        string host = colon > Scheme.Length ? address[Scheme.Length..colon].Trim('[', ']') : "";
        bool isPort = int.TryParse(address.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int port)
            && port <= IPEndPoint.MaxPort && (port > 0 || isOwn);
        bool isHost = isOwn ? host == "*" || IPAddress.TryParse(host, out _) : Uri.CheckHostName(host) != UriHostNameType.Unknown;
        return isPort && isHost ? new ZeroMqAddress(host, port)
            : throw new ArgumentException($"'{PlainText.Address(address)}' is no address of ZeroMQ: write {form}.", nameof(address));
    }
}
