using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace HotStream.Sinks;

/// <summary>The pool of sockets of a sink and how it says who it is, by what <see cref="HttpSinkOptions"/> says.</summary>
internal static class HttpSinkSockets
{
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(10); // a name that moves to another address is followed

    /// <exception cref="ArgumentException">The options cannot be.</exception>
    public static HttpMessageInvoker Open(HttpSinkOptions options, DecompressionMethods decompression)
    {
        if (options.Handler is { } own)
        {
            return new HttpMessageInvoker(own, disposeHandler: false);
        }

        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false, // a redirected POST becomes a GET
            UseCookies = false,
            AutomaticDecompression = decompression,
            ConnectTimeout = options.RequestTimeout,
            PooledConnectionLifetime = s_lifetime,
        };
        if (options.CertificateAuthority is not null || options.CertificateFingerprint is not null)
        {
            handler.SslOptions.RemoteCertificateValidationCallback =
                new ServerTrust(options.CertificateAuthority, options.CertificateFingerprint).IsTrusted;
        }

        return new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>Who the sink says it is; null when it does not.</summary>
    public static AuthenticationHeaderValue? Credentials(HttpSinkOptions options) => options switch
    {
        { BearerToken: { } token } => new("Bearer", token),
        { UserName: { } user } => new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{options.Password}"))),
        _ => null,
    };

    /// <summary>
    /// Why a request had no answer, in words that say what to look at; without a full stop. Of a server that is not the one meant, or of
    /// which that cannot be seen, .NET says no more than that there is an inner exception.
    /// </summary>
    public static string Reason(Exception failure) => (failure switch
    {
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: { } cause } =>
            $"no secure connection: {cause.Message.TrimEnd('.')} (compare the server's certificate with CertificateAuthority or "
            + "CertificateFingerprint and with the name in the address)",
        _ => failure.Message,
    }).TrimEnd('.');

    /// <summary>Refuses what cannot be: no time for an attempt, two ways to say who one is, trust that nobody looks at.</summary>
    /// <param name="options">The options.</param>
    /// <param name="other">A way of the sink's own, as it is called, if it is used.</param>
    /// <exception cref="ArgumentException">The options cannot be.</exception>
    public static void Check(HttpSinkOptions options, string? other)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RequestTimeout, TimeSpan.Zero, nameof(options.RequestTimeout));
        int ways = (options.UserName is null ? 0 : 1) + (options.BearerToken is null ? 0 : 1) + (other is null ? 0 : 1);
        if (ways > 1)
        {
            throw new ArgumentException(
                $"UserName, BearerToken{(other is null ? "" : " and " + other)} are ways to say who one is: set one of them.");
        }

        if (options.Handler is not null && (options.CertificateAuthority is not null || options.CertificateFingerprint is not null))
        {
            throw new ArgumentException("CertificateAuthority and CertificateFingerprint are not looked at where a Handler sends: let the "
                + "handler check certificates, and leave them out.");
        }
    }
}
