using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace HotStream;

/// <summary>TLS options of a listener's connections, as every listener of HotStream has them. Thread-safe.</summary>
public static class ListenerTls
{
    /// <summary>
    /// The options, with what is said of certificates of who connects: they are checked as the options say
    /// (<see cref="SslServerAuthenticationOptions.CertificateChainPolicy"/> names an authority of your own, else the system's are asked;
    /// a <see cref="SslServerAuthenticationOptions.RemoteCertificateValidationCallback"/> of yours decides instead).
    /// </summary>
    /// <param name="tls">The options; not changed.</param>
    /// <param name="certificate">Whether certificates are asked for; <see cref="ClientCertificate.None"/>: as the options say
    /// themselves.</param>
    public static SslServerAuthenticationOptions With(SslServerAuthenticationOptions tls, ClientCertificate certificate)
    {
        ArgumentNullException.ThrowIfNull(tls);
        if (certificate == ClientCertificate.None)
        {
            return tls;
        }

        RemoteCertificateValidationCallback? own = tls.RemoteCertificateValidationCallback;
        bool isRequired = certificate == ClientCertificate.Required;
        return new SslServerAuthenticationOptions
        {
            AllowRenegotiation = tls.AllowRenegotiation,
            AllowTlsResume = tls.AllowTlsResume,
            ApplicationProtocols = tls.ApplicationProtocols,
            CertificateChainPolicy = tls.CertificateChainPolicy,
            CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
            CipherSuitesPolicy = tls.CipherSuitesPolicy,
            ClientCertificateRequired = true, // asks for one; what comes of none is said below
            EnabledSslProtocols = tls.EnabledSslProtocols,
            EncryptionPolicy = tls.EncryptionPolicy,
            RemoteCertificateValidationCallback = Check,
            ServerCertificate = tls.ServerCertificate,
            ServerCertificateContext = tls.ServerCertificateContext,
            ServerCertificateSelectionCallback = tls.ServerCertificateSelectionCallback,
        };

        bool Check(object sender, X509Certificate? shown, X509Chain? chain, SslPolicyErrors errors) =>
            shown is null ? !isRequired
            : own is not null ? own(sender, shown, chain, errors)
            : errors == SslPolicyErrors.None;
    }
}
