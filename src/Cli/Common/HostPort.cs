using System.Globalization;
using System.Net;

namespace HotStream.Cli;

/// <summary>Where a server is: <c>localhost:9999</c>, <c>10.0.0.7:9999</c>, <c>[::1]:9999</c>.</summary>
/// <param name="Host">Name or address, without brackets.</param>
/// <param name="Port">1 to 65535.</param>
internal readonly record struct HostPort(string Host, int Port)
{
    /// <exception cref="FormatException">The text is something else; the message says how to write it.</exception>
    public static HostPort Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        string host = colon > 0 ? text[..colon] : string.Empty;
        bool bracketed = host.StartsWith('[') && host.EndsWith(']');
        host = bracketed ? host[1..^1] : host;
        if (string.IsNullOrWhiteSpace(host) || (!bracketed && host.Contains(':')))
        {
            throw new FormatException($"'{text}' is no HOST:PORT; write for example localhost:9999 or [::1]:9999.");
        }

        return new HostPort(host, ParsePort(text[(colon + 1)..], least: 1));
    }

    /// <summary>Where to listen: a port of this machine only, or an address and a port.</summary>
    /// <exception cref="FormatException">The text is something else; the message says how to write it.</exception>
    public static IPEndPoint ParseListen(string text)
    {
        if (!text.Contains(':'))
        {
            return new IPEndPoint(IPAddress.Loopback, ParsePort(text, least: 0)); // IPEndPoint.Parse would read 9999 as an address
        }

        return IPEndPoint.TryParse(text, out IPEndPoint? endPoint) && text[^1] != ']'
            && ParsePort(text[(text.LastIndexOf(':') + 1)..], least: 0) == endPoint.Port
            ? endPoint
            : throw new FormatException(
                $"'{text}' is no PORT or ADDRESS:PORT; write for example 9999, or 0.0.0.0:9999 to let other machines send.");
    }

    public override string ToString() => Host.Contains(':') ? $"[{Host}]:{Port}" : $"{Host}:{Port}";

    private static int ParsePort(string text, int least) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port >= least && port <= IPEndPoint.MaxPort
            ? port
            : throw new FormatException($"'{text}' is no port; ports are whole numbers from {least} to {IPEndPoint.MaxPort}.");
}
