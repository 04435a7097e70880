namespace HotStream.Cli;

/// <summary>
/// Where a broker is: <c>localhost</c>, <c>localhost:1883</c>, <c>mqtt://user:password@localhost</c>, <c>mqtts://localhost:8883</c>.
/// </summary>
/// <param name="IsTls">Whether connections are TLS.</param>
/// <param name="Server">Host and port.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
internal sealed record BrokerAddress(bool IsTls, HostPort Server, string? User, string? Password)
{
    private const int PlainPort = 1883;
    private const int TlsPort = 8883;

    /// <exception cref="FormatException">The text is no address; the message says how to write it, and shows no password.</exception>
    public static BrokerAddress Parse(string text)
    {
        string shown = PlainText.Address(text);
        string whole = text.Contains("://", StringComparison.Ordinal) ? text : "mqtt://" + text;
        return ServerAddress.TryParse(whole) is { Scheme: "mqtt" or "mqtts", Path: "", Query.Count: 0 } address ? Of(address)
            : throw new FormatException($"'{shown}' is no broker; write for example localhost:1883, mqtt://USER:PASSWORD@localhost:1883, "
            + "or mqtts://localhost:8883 for TLS.");
    }

    /// <summary>The broker of an address, whatever else it says.</summary>
    public static BrokerAddress Of(ServerAddress address)
    {
        bool isTls = address.Scheme == "mqtts";
        return new BrokerAddress(isTls, new HostPort(address.Host, address.Port ?? (isTls ? TlsPort : PlainPort)), address.User,
            address.Password);
    }

    /// <summary>The address without user and password.</summary>
    public override string ToString() => $"{(IsTls ? "mqtts" : "mqtt")}://{Server}";
}
