using System.Net.Security;
using Azure.Core;

namespace HotStream;

/// <summary>
/// How to reach Azure's blobs, or a server that speaks their protocol, to read or to write: a <see cref="ConnectionString"/>; or the
/// account (<see cref="AccountName"/> or <see cref="ServiceUrl"/>) with one of <see cref="AccountKey"/>, <see cref="SasToken"/> and
/// <see cref="Credential"/>, without one for public containers. Setters refuse what cannot work.
/// </summary>
public abstract class AzureBlobConnectionOptions
{
    private string? _serviceUrl;
    private TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private protected AzureBlobConnectionOptions()
    {
    }

    /// <summary>What the portal shows as connection string; null for none. It is in no log and no text of ours.</summary>
    public string? ConnectionString { get; set; }

    /// <summary>Name of the account: its address is <c>https://NAME.blob.core.windows.net</c> unless <see cref="ServiceUrl"/> says another.
    /// </summary>
    public string? AccountName { get; set; }

    /// <summary>Address of the account's blobs: <c>https://NAME.blob.core.windows.net</c>, of azurite <c>http://127.0.0.1:10000/NAME</c>.
    /// </summary>
    /// <exception cref="ArgumentException">It is no such address, or has a query: tokens are <see cref="SasToken"/>.</exception>
    public string? ServiceUrl
    {
        get => _serviceUrl;
        set => _serviceUrl = value is null || (Uri.TryCreate(value, UriKind.Absolute, out Uri? address)
            && address.Scheme is "http" or "https" && address.UserInfo.Length == 0 && address.Query.Length == 0) ? value
            : throw new ArgumentException("The address of a server is https://NAME.blob.core.windows.net or http://HOST:PORT/NAME, without "
                + "user, password and query.", nameof(ServiceUrl));
    }

    /// <summary>Key of the account <see cref="AccountName"/>. It is in no log and no text of ours.</summary>
    public string? AccountKey { get; set; }

    /// <summary>Token of a shared access signature, its query: <c>sv=...&amp;sig=...</c>. It is in no log and no text of ours.</summary>
    public string? SasToken { get; set; }

    /// <summary>What gives tokens of Microsoft Entra ID: one of package Azure.Identity, or yours. Needs https.</summary>
    public TokenCredential? Credential { get; set; }

    /// <summary>How long a request may take, and a piece of an answer. Default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How to speak TLS: own authority (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on.
    /// Null for the system's authorities.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>Where the account's blobs are; of a connection string, that it says so itself.</summary>
    internal string Server => ServiceUrl ?? (AccountName is { } name ? $"https://{name}.blob.core.windows.net" : "");

    /// <summary>Which account this is, so that two outputs to one place are noticed. Not to be shown.</summary>
    internal string Place => ConnectionString ?? Server;

    /// <summary>The settings in a line, and of secrets only whether there are any.</summary>
    public override string ToString() =>
        $"server {(ConnectionString is null ? PlainText.Address(Server) : "of a connection string")}, account {PlainText.Of(AccountName)}, "
        + $"key {Shown(AccountKey)}, signature {Shown(SasToken)}, tokens {(Credential is null ? "none" : "***")}, "
        + $"timeout {PlainText.Of(Timeout)}";

    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="ArgumentException">No account, or two ways to get in.</exception>
    internal void Check()
    {
        int ways = (AccountKey is null ? 0 : 1) + (SasToken is null ? 0 : 1) + (Credential is null ? 0 : 1);
        if (ConnectionString is null ? Server.Length == 0 : ways > 0 || Server.Length > 0)
        {
            throw new ArgumentException("Give a ConnectionString, or AccountName or ServiceUrl; not both, and one of them.");
        }

        if (ways > 1 || (AccountKey is not null && AccountName is null))
        {
            throw new ArgumentException(
                "Give one of AccountKey (with AccountName), SasToken and Credential, or none of them for public containers.");
        }

        if (AccountName is { } name && !name.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            throw new ArgumentException("The name of an account has letters and digits only.");
        }
    }

    private static string Shown(string? secret) => string.IsNullOrEmpty(secret) ? "none" : "***";
}
