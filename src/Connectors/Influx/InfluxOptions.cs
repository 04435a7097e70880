namespace HotStream;

/// <summary>
/// Where an InfluxDB is and how points are written to it: <see cref="Database"/> for version 1, or <see cref="Organization"/>,
/// <see cref="Bucket"/> and <see cref="Token"/> for version 2 and later. Values out of range are refused by the sink's constructor.
/// </summary>
public sealed class InfluxOptions : HttpSinkOptions
{
    /// <summary>The server, <c>http://127.0.0.1:8086</c> for example.</summary>
    public Uri? Address { get; init; }

    /// <summary>The database of version 1; it must be there.</summary>
    public string? Database { get; init; }

    /// <summary>A retention policy of the database; null for its default.</summary>
    public string? RetentionPolicy { get; init; }

    /// <summary>The organization of version 2.</summary>
    public string? Organization { get; init; }

    /// <summary>The bucket of version 2; it must be there.</summary>
    public string? Bucket { get; init; }

    /// <summary>A token of version 2; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>Most points in a request. Default 5000.</summary>
    public int RequestPoints { get; init; } = 5000;

    /// <inheritdoc/>
    public override string ToString() => $"{Place(Address, UriPartial.Authority)}, "
        + $"{PlainText.Of(Bucket is null ? $"database {Database}" : $"bucket {Bucket} of {Organization}")}, token {Shown(Token)}, "
        + $"{RequestPoints} points a request, {base.ToString()}";
}
