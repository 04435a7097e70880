using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace HotStream.Http;

/// <summary>Whom a listener lets in.</summary>
internal sealed class HttpEntry(HttpListenerOptions options)
{
    private const string Scheme = "Bearer ";

    private readonly byte[]? _expected = options.BearerToken is { } token ? SHA256.HashData(Encoding.UTF8.GetBytes(token)) : null;

    /// <exception cref="ArgumentException">Everybody would be let in, or certificates are asked for without TLS.</exception>
    public static void Check(HttpListenerOptions options)
    {
        if (options.ClientCertificate != ClientCertificate.None && options.Tls is null)
        {
            throw new ArgumentException(
                "HttpListenerOptions.ClientCertificate asks senders for certificates, which only TLS can: set HttpListenerOptions.Tls.",
                nameof(options));
        }

        bool isKnown = options.BearerToken is not null
            || options.ClientCertificate == ClientCertificate.Required
            || (options.ClientCertificate == ClientCertificate.None && options.Tls is { ClientCertificateRequired: true });
        if (!isKnown && !options.AllowAnonymousFromNetwork && !IPAddress.IsLoopback(options.Address))
        {
            throw new ArgumentException(
                $"A listener on {options.Address} would take records from everybody in the network: set BearerToken or a required "
                + "ClientCertificate, or allow it by HttpListenerOptions.AllowAnonymousFromNetwork.", nameof(options));
        }
    }

    /// <summary>Whether a request shows the token. Takes the same time whatever it shows: sums are compared, not texts.</summary>
    public bool IsLetIn(HttpRequest request)
    {
        if (_expected is null)
        {
            return true;
        }

        string shown = request.Headers.Authorization.ToString();
        byte[] sum = SHA256.HashData(Encoding.UTF8.GetBytes(
            shown.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? shown[Scheme.Length..].Trim() : ""));
        return CryptographicOperations.FixedTimeEquals(sum, _expected);
    }
}
