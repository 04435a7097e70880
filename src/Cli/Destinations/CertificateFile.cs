using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace HotStream.Cli;

/// <summary>Certificates in a file, as PEM: whom to trust as signers of servers' certificates.</summary>
/// <param name="Path">The file.</param>
/// <param name="Certificates">What is in it, at least one.</param>
internal sealed record CertificateFile(string Path, X509Certificate2Collection Certificates)
{
    /// <summary>Reads the authorities to trust.</summary>
    /// <exception cref="FormatException">There are none in it.</exception>
    public static CertificateFile ReadAuthorities(string path)
    {
        var certificates = new X509Certificate2Collection();
        try
        {
            certificates.ImportFromPemFile(path);
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            throw new FormatException($"'{path}' cannot be read: {failure.Message}", failure);
        }

        return certificates.Count > 0
            ? new CertificateFile(path, certificates)
            : throw new FormatException($"'{path}' holds no certificate; give a file with -----BEGIN CERTIFICATE-----.");
    }

    /// <summary>A server's certificate, the rest of its chain and its key.</summary>
    /// <exception cref="UsageException">They cannot be read, or do not belong together.</exception>
    public static SslServerAuthenticationOptions ReadServer(string certificatePath, string keyPath)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            var chain = new X509Certificate2Collection();
            chain.ImportFromPemFile(certificatePath);
            return new SslServerAuthenticationOptions
            {
                ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            };
        }
        catch (Exception failure) when (IsUnreadable(failure))
        {
            throw new UsageException($"The certificate {certificatePath} and the key {keyPath} cannot be used: {failure.Message} Both are "
                + "PEM, the key without a pass phrase.");
        }
    }

    /// <summary>
    /// How a client trusts servers: a new object for each connection, since whoever connects writes the server's name into it.
    /// </summary>
    /// <param name="authorities">Whom to trust; null for those the system trusts.</param>
    public static SslClientAuthenticationOptions ClientTls(CertificateFile? authorities)
    {
        var options = new SslClientAuthenticationOptions();
        if (authorities is not null)
        {
            options.CertificateChainPolicy =
                new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(authorities.Certificates);
        }

        return options;
    }

    /// <summary>Whether a server's certificate is signed by one of them, and for its name: for clients that ask a function.</summary>
    public bool Trusts(object sender, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false; // none, or that of another name
        }

        using var chain = new X509Chain { ChainPolicy = ClientTls(this).CertificateChainPolicy! };
        if (sent is not null)
        {
            chain.ChainPolicy.ExtraStore.AddRange(sent.ChainElements.Select(static element => element.Certificate).ToArray());
        }

        chain.ChainPolicy.ApplicationPolicy.Add(new Oid("1.3.6.1.5.5.7.3.1")); // to be a server
        return chain.Build(X509CertificateLoader.LoadCertificate(certificate.GetRawCertData()));
    }

    private static bool IsUnreadable(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException;
}
