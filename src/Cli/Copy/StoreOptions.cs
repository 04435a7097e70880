namespace HotStream.Cli;

/// <summary>How messages, or what windows make of them, are stored.</summary>
internal sealed record StoreOptions
{
    /// <summary>How payloads are written.</summary>
    public PayloadFormat Format { get; init; }

    /// <summary>What to make of the messages; null to pass them on as they are.</summary>
    public WindowQuestion? Window { get; init; }

    /// <summary>The field that says which document or row a message is; null when each is a new one.</summary>
    public string? Id { get; init; }

    /// <summary>How long a server that is away is waited for, at the start and later.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Type of documents in Elasticsearch before version 7; null for the usual one.</summary>
    public string? DocumentType { get; init; }

    /// <summary>Whom to trust as signers of servers' certificates; null for those the system trusts.</summary>
    public CertificateFile? Authorities { get; init; }
}
