using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HotStream.Tests.Sinks;

/// <summary>Certificates for tests: of authorities, and of servers in or out of date, by any name.</summary>
internal sealed class Issuer : IDisposable
{
    private static readonly DateTimeOffset s_now = DateTimeOffset.UtcNow;

    private readonly TestKeys _keys = new();
    private readonly List<X509Certificate2> _made = [];

    public void Dispose() => _made.ForEach(certificate => certificate.Dispose());

    /// <summary>Issues a certificate with its key; the name of a server's is its host's, after <c>CN=</c>.</summary>
    public X509Certificate2 Issue(string name, X509Certificate2? issuer, bool isAuthority = false, DateTimeOffset? from = null,
        DateTimeOffset? until = null, string usage = "1.3.6.1.5.5.7.3.1")
    {
        using ECDsa? ofAuthority = isAuthority ? ECDsa.Create(ECCurve.NamedCurves.nistP256) : null;
        using RSA? ofServer = isAuthority ? null : _keys.Next();
        CertificateRequest request = ofAuthority is not null ? new CertificateRequest(name, ofAuthority, HashAlgorithmName.SHA256)
            : new CertificateRequest(name, ofServer!, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(
            new X509BasicConstraintsExtension(isAuthority, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        if (!isAuthority)
        {
            var names = new SubjectAlternativeNameBuilder();
            names.AddDnsName(name["CN=".Length..]);
            request.CertificateExtensions.Add(names.Build());
            request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        }

        DateTimeOffset start = from ?? s_now.AddHours(-2);
        DateTimeOffset end = until ?? s_now.AddHours(2);
        using X509Certificate2 made = issuer is null
            ? request.CreateSelfSigned(start, end)
            : request.Create(issuer.SubjectName, SignatureOf(issuer), start, end, RandomNumberGenerator.GetBytes(8));
        using X509Certificate2 withKey = made.HasPrivateKey ? X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null,
            X509KeyStorageFlags.Exportable) : ofAuthority is not null ? made.CopyWithPrivateKey(ofAuthority)
            : made.CopyWithPrivateKey(ofServer!);
        X509Certificate2 kept =
            X509CertificateLoader.LoadPkcs12(withKey.Export(X509ContentType.Pfx), password: null, X509KeyStorageFlags.Exportable);
        _made.Add(kept);
        return kept;
    }

    /// <summary>How a certificate signs others, whoever it is.</summary>
    private static X509SignatureGenerator SignatureOf(X509Certificate2 issuer) => issuer.GetECDsaPrivateKey() is { } key
        ? X509SignatureGenerator.CreateForECDsa(key)
        : X509SignatureGenerator.CreateForRSA(issuer.GetRSAPrivateKey()!, RSASignaturePadding.Pkcs1);
}
