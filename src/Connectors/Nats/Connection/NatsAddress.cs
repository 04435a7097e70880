namespace HotStream.Nats;

/// <summary>
/// Where servers are: <c>nats://HOST:4222</c> or, for TLS, <c>tls://</c>; the port may be left out. Several of one cluster stand one
/// after the
/// other, with commas.
/// </summary>
/// <param name="Servers">The servers, each with its port, with commas.</param>
/// <param name="IsTls">Whether TLS is wanted.</param>
internal sealed record NatsAddress(string Servers, bool IsTls)
{
    private const int DefaultPort = 4222;

    public override string ToString() => Servers;

    /// <exception cref="ArgumentException">It is no such address.</exception>
    public static NatsAddress Parse(string address)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(address);
        string[] servers = [.. address.Split(',').Select(ParseOne)];
        return Array.Exists(servers, static server => server.Length == 0)
            ? throw new ArgumentException($"'{PlainText.Address(address)}' is not the address of a NATS server: write nats://HOST:4222, or "
                + "tls://HOST:4222 for TLS, several with commas, and put user and password into the options.", nameof(address))
            : new NatsAddress(string.Join(',', servers),
                Array.Exists(servers, static server => server.StartsWith("tls", StringComparison.Ordinal)));
    }

    private static string ParseOne(string server)
    {
        bool isWellFormed = Uri.TryCreate(server.Trim(), UriKind.Absolute, out Uri? uri) && uri.Host.Length > 0 && uri.UserInfo.Length == 0
            && uri.Query.Length == 0 && uri.AbsolutePath is "" or "/" && uri!.Scheme is "nats" or "tls";
        return isWellFormed ? $"{uri!.Scheme}://{uri.Host}:{(uri.Port > 0 ? uri.Port : DefaultPort)}" : "";
    }
}
