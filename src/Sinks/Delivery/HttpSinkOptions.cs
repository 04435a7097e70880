using System.Security.Cryptography.X509Certificates;

namespace HotStream;

/// <summary>
/// What all sinks share that send requests over HTTP: how to get in, whom to trust, when a request is full, how long it is tried. Values
/// out of range are refused by the sink's constructor.
/// </summary>
public abstract class HttpSinkOptions
{
    /// <summary>For options of a sink of yours, which hands them to its <see cref="HttpDialect"/>.</summary>
    protected HttpSinkOptions()
    {
    }

    /// <summary>User of basic authentication; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password of <see cref="UserName"/>.</summary>
    public string? Password { get; init; }

    /// <summary>A bearer token, for example of a service account or of single sign-on; null for none.</summary>
    public string? BearerToken { get; init; }

    /// <summary>The authority that signed the server's certificate, if it is not known to the system.</summary>
    public X509Certificate2? CertificateAuthority { get; init; }

    /// <summary>
    /// SHA-256 of the server's certificate or of one that signed it, in hexadecimal, as Elasticsearch prints it at its first start; instead
    /// of <see cref="CertificateAuthority"/>. The signatures up to that certificate, the dates and the server's name are checked. A server
    /// seldom sends the authority at the top: give that one as <see cref="CertificateAuthority"/>.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>
    /// What sends the requests, instead of sockets of ours: for a proxy, or a client that the program has already. Whom it trusts is its
    /// own matter then; it is not disposed of. Requests are sent again by the sink, so it must not do that. Null for sockets of ours.
    /// </summary>
    public HttpMessageHandler? Handler { get; init; }

    /// <summary>Whether requests are compressed by gzip, which pays when the network is slow. Default false.</summary>
    public bool Gzip { get; init; }

    /// <summary>
    /// Bytes at which a request is sent. Default 1 MiB to Elasticsearch, 256 KiB elsewhere. Halved when the server
    /// says that a request was too large.
    /// </summary>
    public int RequestBytes { get; init; } = 256 << 10;

    /// <summary>
    /// How long a record waits for others within its batch, looked at when records come; the end of a batch
    /// always sends. Default one second.
    /// </summary>
    public TimeSpan RequestAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Most requests under way for each partition; halved when the server has too much to do, and slowly raised again. Default 4. One keeps
    /// the order of records; with an id selector of Elasticsearch documents of one id stay in order at any number.
    /// </summary>
    public int RequestsInFlight { get; init; } = 4;

    /// <summary>How long one attempt may take. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long records are sent again without any progress before the batch fails. Default one minute.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bound of the first wait before sending again; it doubles. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bound of the longest wait. Default 10 seconds.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of waits and time-outs; null for the context's, or the system's where there is no context.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>The settings in a line, and of secrets only whether there are any.</summary>
    public override string ToString() => $"user {PlainText.Of(UserName ?? "none")}, password {Shown(Password)}, "
        + $"token {Shown(BearerToken)}, gzip {(Gzip ? "on" : "off")}, {RequestBytes} bytes a request, {RequestsInFlight} in flight, "
        + $"a request may take {PlainText.Of(RequestTimeout)}, trying again for {PlainText.Of(RetryFor)}";

    /// <summary>What is shown of an address: nothing of its query, which may hold anything.</summary>
    /// <param name="address">The address.</param>
    /// <param name="part">How much of it.</param>
    protected static string Place(Uri? address, UriPartial part) => address is { IsAbsoluteUri: true }
        ? PlainText.Address(address.GetLeftPart(part)) : "no address";

    /// <summary>What is shown of a secret.</summary>
    /// <param name="secret">The secret.</param>
    protected static string Shown(string? secret) => string.IsNullOrEmpty(secret) ? "none" : "***";
}
