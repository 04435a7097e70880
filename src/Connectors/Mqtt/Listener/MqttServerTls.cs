using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace HotStream.Mqtt;

/// <summary>
/// TLS options of a listener's connections: the user's, with what <see cref="MqttListenerOptions.ClientCertificate"/> says of devices'
/// certificates. The user's are not changed.
/// </summary>
internal static class MqttServerTls
{
    /// <summary>Null for plain TCP.</summary>
    public static SslServerAuthenticationOptions? Of(MqttListenerOptions options)
    {
        if (options.Tls is not { } tls || options.ClientCertificate == MqttClientCertificate.None)
        {
            return options.Tls;
        }

        RemoteCertificateValidationCallback? own = tls.RemoteCertificateValidationCallback;
        bool isRequired = options.ClientCertificate == MqttClientCertificate.Required;
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

        bool Check(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
            certificate is null ? !isRequired
            : own is not null ? own(sender, certificate, chain, errors)
            : errors == SslPolicyErrors.None;
    }
}
