using System.Net.Security;

namespace HotStream;

/// <summary>How to reach HDFS by WebHDFS, to read or to write. Setters refuse what cannot work.</summary>
public abstract class HdfsConnectionOptions
{
    private IReadOnlyList<string> _nameNodes = [];
    private TimeSpan _timeout = TimeSpan.FromSeconds(30);

    private protected HdfsConnectionOptions()
    {
    }

    /// <summary>
    /// Addresses of the NameNodes, or of a gateway: <c>http://nn1:9870</c>. They are asked in turn until one is active; those in stand-by
    /// and those that are away are passed over.
    /// </summary>
    /// <exception cref="ArgumentException">One is no such address, or some are https and some are not.</exception>
    public IReadOnlyList<string> NameNodes
    {
        get => _nameNodes;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            string[] schemes = [.. value.Select(SchemeOf).Distinct()];
            _nameNodes = schemes.Length < 2 && !schemes.Contains("") ? [.. value] : throw new ArgumentException(
                "The address of a NameNode is http://HOST:PORT or https://HOST:PORT, of all the same, without user, path and query.",
                nameof(NameNodes));
        }
    }

    /// <summary>Who asks, on a cluster without Kerberos (<c>user.name</c>); null for the cluster's own user of the web.</summary>
    public string? UserName { get; set; }

    /// <summary>
    /// A delegation token, which a cluster with Kerberos asks for; null for none. It is in no log and no text of ours. It is not renewed.
    /// </summary>
    public string? DelegationToken { get; set; }

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

    /// <summary>The settings in a line, and of secrets only whether there are any.</summary>
    public override string ToString() => $"NameNodes {string.Join(", ", NameNodes.Select(PlainText.Address))}, "
        + $"user {PlainText.Of(UserName)}, token {(string.IsNullOrEmpty(DelegationToken) ? "none" : "***")}, "
        + $"timeout {PlainText.Of(Timeout)}";

    /// <summary>Refuses what does not go together.</summary>
    /// <exception cref="ArgumentException">No NameNode, or two ways to get in.</exception>
    internal void Check()
    {
        if (NameNodes.Count == 0)
        {
            throw new ArgumentException("Give at least one of NameNodes: http://HOST:9870.");
        }

        if (UserName is not null && DelegationToken is not null)
        {
            throw new ArgumentException("Give UserName or DelegationToken: a token says itself who asks.");
        }
    }

    private static string SchemeOf(string address) => Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
        && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0 && uri.AbsolutePath is "/" && uri.Query.Length == 0
            ? uri.Scheme : "";
}
