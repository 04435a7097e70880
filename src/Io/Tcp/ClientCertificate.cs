namespace HotStream;

/// <summary>Whether a listener of TLS asks who connects for a certificate.</summary>
public enum ClientCertificate
{
    /// <summary>It does not.</summary>
    None,

    /// <summary>It asks; who has none may connect, who has one that is not good may not.</summary>
    Optional,

    /// <summary>Who has no good certificate may not connect.</summary>
    Required,
}
