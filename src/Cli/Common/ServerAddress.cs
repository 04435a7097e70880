namespace HotStream.Cli;

/// <summary>An address taken apart: <c>scheme://user:password@host:port/path?name=value</c>, with what was escaped in it.</summary>
/// <param name="Scheme">What stands before <c>://</c>.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
/// <param name="Host">Host, without brackets.</param>
/// <param name="Port">Port; null when none is named.</param>
/// <param name="Path">What follows the host, without the slash.</param>
/// <param name="Query">What stands behind the question mark.</param>
internal sealed record ServerAddress(string Scheme, string? User, string? Password, string Host, int? Port, string Path,
    IReadOnlyDictionary<string, string> Query)
{
    /// <summary>Takes a text apart; null when it is no address.</summary>
    public static ServerAddress? TryParse(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) || uri.Host.Length == 0 || uri.Fragment.Length > 0
            || text.Contains('#', StringComparison.Ordinal))
        {
            return null;
        }

        var query = new Dictionary<string, string>();
        foreach (string pair in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split('=', 2);
            query[parts[0]] = parts.Length > 1 ? Uri.UnescapeDataString(parts[1]) : "";
        }

        string[] login = uri.UserInfo.Split(':', 2);
        return new ServerAddress(
            uri.Scheme,
            login[0].Length > 0 ? Uri.UnescapeDataString(login[0]) : null,
            login.Length > 1 ? Uri.UnescapeDataString(login[1]) : null,
            uri.DnsSafeHost,
            uri.Port < 0 ? null : uri.Port,
            Uri.UnescapeDataString(uri.AbsolutePath.Trim('/')),
            query);
    }

    /// <summary>Host and port, with brackets where an address needs them.</summary>
    public string Server(int defaultPort) => new HostPort(Host, Port ?? defaultPort).ToString();

    /// <summary>Without the password, which no message may show.</summary>
    public override string ToString() => $"{Scheme}://{Host}";
}
