namespace HotStream;

/// <summary>How checkpoint copies are kept as blobs. Setters refuse what cannot work.</summary>
public sealed class AzureBlobCheckpointOptions : AzureBlobConnectionOptions
{
    private TimeSpan _retryFor = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How long a start tries again while the server is away; a context that runs waits as long as it takes. Default 30 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"a start tries again for {PlainText.Of(RetryFor)}, {base.ToString()}";
}
