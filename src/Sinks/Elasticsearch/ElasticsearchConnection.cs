using System.Security.Cryptography.X509Certificates;

namespace HotStream;

/// <summary>Where an Elasticsearch cluster (or OpenSearch, which speaks the same) is and how to get in. Values out of range are refused when they are used.</summary>
public class ElasticsearchConnection
{
    /// <summary>Addresses of nodes of one cluster, for example <c>http://127.0.0.1:9200</c>; requests go to them in turn, past those that do not answer.</summary>
    public IReadOnlyList<Uri> Nodes { get; init; } = [];

    /// <summary>User of basic authentication; null for none.</summary>
    public string? UserName { get; init; }

    /// <summary>Password of <see cref="UserName"/>.</summary>
    public string? Password { get; init; }

    /// <summary>An encoded API key, as Elasticsearch hands it out; null for none.</summary>
    public string? ApiKey { get; init; }

    /// <summary>A bearer token of a service account or of single sign-on; null for none.</summary>
    public string? BearerToken { get; init; }

    /// <summary>The authority that signed the server's certificate, if it is not known to the system.</summary>
    public X509Certificate2? CertificateAuthority { get; init; }

    /// <summary>
    /// SHA-256 of the server's certificate or of one that signed it, in hexadecimal, as Elasticsearch prints it at its first start; instead of <see cref="CertificateAuthority"/>. The signatures up to that
    /// certificate, the dates and the server's name are checked.
    /// </summary>
    public string? CertificateFingerprint { get; init; }

    /// <summary>How long one attempt may take. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Type of documents, for servers before version 7, which have types; it is not sent to later ones. Default <c>_doc</c>; servers before 6 need another.</summary>
    public string DocumentType { get; init; } = "_doc";

    /// <summary>The clock of waits and time-outs; null for the context's, or the system's where there is no context.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
