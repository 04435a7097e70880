using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using HotStream.Tests.Sinks;

namespace HotStream.Tests.Io.Mqtt;

/// <summary>An authority, a server of the name localhost and a client, made for one test.</summary>
internal sealed class TestCertificates : IDisposable
{
    private readonly TestKeys _keys = new();
    private readonly X509Certificate2 _authority;
    private readonly X509Certificate2 _server;
    private readonly X509Certificate2 _client;

    public TestCertificates()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=test authority", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false,
            pathLengthConstraint: 0, critical: true));
        _authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        _server = Issue("localhost", 1);
        _client = Issue("client", 2);
    }

    public string AuthorityPem => _authority.ExportCertificatePem();

    public string ServerPem => _server.ExportCertificatePem();

    public string ServerKeyPem => _server.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public string ClientPem => _client.ExportCertificatePem();

    public string ClientKeyPem => _client.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem();

    public SslServerAuthenticationOptions ServerOptions() => new() { ServerCertificate = _server };

    /// <summary>Trusts the authority, shows the client's certificate.</summary>
    public SslClientAuthenticationOptions ClientOptions()
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(_authority);
        return new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = policy,
            ClientCertificates = [_client],
        };
    }

    public void Dispose()
    {
        _authority.Dispose();
        _server.Dispose();
        _client.Dispose();
    }

    private X509Certificate2 Issue(string name, byte serial)
    {
        using RSA key = _keys.Next();
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        request.CertificateExtensions.Add(names.Build());
        using ECDsa authority = _authority.GetECDsaPrivateKey()!;
        using X509Certificate2 issued = request.Create(_authority.SubjectName, X509SignatureGenerator.CreateForECDsa(authority),
            DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1), [serial]);
        using X509Certificate2 withKey = issued.CopyWithPrivateKey(key);
        return X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), password: null, X509KeyStorageFlags.Exportable);
    }
}
