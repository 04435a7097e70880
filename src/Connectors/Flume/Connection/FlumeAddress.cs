using System.Net;

namespace HotStream.Flume;

/// <summary>Where agents are: <c>flume://HOST:PORT</c>, several one after the other, with commas.</summary>
internal static class FlumeAddress
{
    private const string Scheme = "flume";

    /// <summary>Reads addresses.</summary>
    /// <param name="addresses">The addresses.</param>
    /// <param name="parameter">What they are called where they come from.</param>
    /// <exception cref="ArgumentException">One of them is none.</exception>
    public static DnsEndPoint[] Parse(string addresses, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(addresses, parameter);
        string[] parts = addresses.Split(',');
        var agents = new DnsEndPoint[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            bool isOne = Uri.TryCreate(parts[i].Trim(), UriKind.Absolute, out Uri? uri) && uri.Scheme == Scheme && uri.Host.Length > 0
                && uri.Port > 0 && uri.UserInfo.Length == 0 && uri.Query.Length == 0 && uri.AbsolutePath is "" or "/";
            agents[i] = isOne ? new DnsEndPoint(uri!.DnsSafeHost, uri.Port)
                : throw new ArgumentException($"'{PlainText.Address(parts[i])}' is not the address of an agent of Flume: write "
                    + "flume://HOST:PORT, several with commas.", parameter);
        }

        return agents;
    }

    /// <summary>An agent, as messages have it.</summary>
    public static string NameOf(DnsEndPoint agent) =>
        agent.Host.Contains(':', StringComparison.Ordinal) ? $"[{agent.Host}]:{agent.Port}" : $"{agent.Host}:{agent.Port}";
}
