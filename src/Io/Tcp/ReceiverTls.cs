using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace HotStream;

/// <summary>TLS of receivers, clients and listeners, as all of HotStream's have it. Thread-safe.</summary>
public static class ReceiverTls
{
    /// <summary>
    /// Options of a client's connection: a copy, so that what one connection fills in is not what another, to another server, is checked
    /// against. Certificates are checked as the options say (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/> names an
    /// authority of your own, else the system's are asked), and must be of the host's name.
    /// </summary>
    /// <param name="tls">The options; not changed.</param>
    /// <param name="host">The name to be checked, where the options say none.</param>
    public static SslClientAuthenticationOptions Client(SslClientAuthenticationOptions tls, string host)
    {
        ArgumentNullException.ThrowIfNull(tls);
        ArgumentNullException.ThrowIfNull(host);
        var copy = new SslClientAuthenticationOptions
        {
            AllowRenegotiation = tls.AllowRenegotiation,
            AllowTlsResume = tls.AllowTlsResume,
            ApplicationProtocols = tls.ApplicationProtocols,
            CertificateChainPolicy = tls.CertificateChainPolicy,
            CertificateRevocationCheckMode = tls.CertificateRevocationCheckMode,
            CipherSuitesPolicy = tls.CipherSuitesPolicy,
            ClientCertificateContext = tls.ClientCertificateContext,
            ClientCertificates = tls.ClientCertificates,
            EnabledSslProtocols = tls.EnabledSslProtocols,
            EncryptionPolicy = tls.EncryptionPolicy,
            LocalCertificateSelectionCallback = tls.LocalCertificateSelectionCallback,
            RemoteCertificateValidationCallback = tls.RemoteCertificateValidationCallback,
            TargetHost = tls.TargetHost ?? host,
        };
        if (OperatingSystem.IsLinux() || OperatingSystem.IsWindows())
        {
            copy.AllowRsaPkcs1Padding = tls.AllowRsaPkcs1Padding;
            copy.AllowRsaPssPadding = tls.AllowRsaPssPadding;
        }

        return copy;
    }

    /// <summary>
    /// Options of a listener's connections, with what is said of certificates of who connects: they are checked as the options say
    /// (<see cref="SslServerAuthenticationOptions.CertificateChainPolicy"/> names an authority of your own, else the system's are asked;
    /// a <see cref="SslServerAuthenticationOptions.RemoteCertificateValidationCallback"/> of yours decides instead).
    /// </summary>
    /// <param name="tls">The options; not changed.</param>
    /// <param name="certificate">Whether certificates are asked for; <see cref="ClientCertificate.None"/>: as the options say
    /// themselves.</param>
    public static SslServerAuthenticationOptions Listener(SslServerAuthenticationOptions tls, ClientCertificate certificate)
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
