using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HotStream.Sinks;

/// <summary>
/// Whether a server is the one meant: its certificate is signed, link by link, by the authority given or by the certificate whose
/// fingerprint is given, or is that one; its name is the node's; all are in force. That the server has the certificate's key, the handshake
/// has proved. What else a server sends along (anybody has the public certificate of an authority) proves nothing. Thread-safe.
/// </summary>
internal sealed class ServerTrust(X509Certificate2? authority, string? fingerprint)
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public bool IsTrusted(object sender, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 leaf || sent is null
            || (errors & (SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable)) != 0)
        {
            return false;
        }

        X509Certificate2Collection others = sent.ChainPolicy.ExtraStore;
        if (fingerprint is null)
        {
            return IsSignedBy(leaf, authority!, others);
        }

        if (IsPinned(leaf))
        {
            return leaf.NotBefore <= sent.ChainPolicy.VerificationTime && sent.ChainPolicy.VerificationTime <= leaf.NotAfter;
        }

        foreach (X509Certificate2 other in others)
        {
            if (IsPinned(other))
            {
                return IsSignedBy(leaf, other, others);
            }
        }

        foreach (X509ChainElement element in sent.ChainElements)
        {
            if (IsPinned(element.Certificate)) // known to the system, and not sent
            {
                return IsSignedBy(leaf, element.Certificate, others);
            }
        }

        return false;
    }

    private bool IsPinned(X509Certificate2 certificate) => string.Equals(
        certificate.GetCertHashString(HashAlgorithmName.SHA256), fingerprint!.Replace(":", "", StringComparison.Ordinal),
        StringComparison.OrdinalIgnoreCase);

    private static bool IsSignedBy(X509Certificate2 leaf, X509Certificate2 anchor, X509Certificate2Collection others)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(anchor);
        chain.ChainPolicy.ExtraStore.AddRange(others);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ServerAuthentication));
        if (!anchor.SubjectName.RawData.AsSpan().SequenceEqual(anchor.IssuerName.RawData))
        {
            // the pinned one ends the chain although another has signed it
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        }

        if (!chain.Build(leaf))
        {
            return false;
        }

        for (int i = 1; i < chain.ChainElements.Count; i++)
        {
            if (chain.ChainElements[i].Certificate.RawDataMemory.Span.SequenceEqual(anchor.RawDataMemory.Span))
            {
                return true;
            }
        }

        return false;
    }
}
