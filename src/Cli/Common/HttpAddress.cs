namespace HotStream.Cli;

/// <summary>A page of a server: the address as it stands, its query included, with user and password apart.</summary>
/// <param name="Address">The address without them.</param>
/// <param name="User">User; null for none.</param>
/// <param name="Password">Password; null for none.</param>
internal sealed record HttpAddress(Uri Address, string? User, string? Password)
{
    public HostPort Server => new(Address.DnsSafeHost, Address.Port);

    public bool IsTls => Address.Scheme is "https" or "wss";

    /// <summary>Reads one; null when the text is none.</summary>
    public static HttpAddress? TryParse(string text)
    {
        if (ServerAddress.TryParse(text) is not { } parts)
        {
            return null;
        }

        var address = new UriBuilder(text) { UserName = "", Password = "" };
        return new HttpAddress(address.Uri, parts.User, parts.Password);
    }

    /// <summary>Without query, user and password.</summary>
    public override string ToString() => Address.GetLeftPart(UriPartial.Path);
}
