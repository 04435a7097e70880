namespace HotStream;

/// <summary>How records are written to a stream of Kinesis. Setters refuse what cannot work.</summary>
public sealed class KinesisSinkOptions : KinesisConnectionOptions
{
    private const int LargestRecord = 10 << 20;

    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);
    private int _recordBytesMax = 1 << 20;

    /// <summary>
    /// How long a partition tries again, with growing, random delays and without progress, while the server is away or a shard has enough;
    /// then the batch fails. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>Largest record in bytes, data and partition key together; a larger one is a dead letter. Default 1 MiB.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1, or more than 10 MiB.</exception>
    public int RecordBytesMax
    {
        get => _recordBytesMax;
        set => _recordBytesMax = value is >= 1 and <= LargestRecord ? value
            : throw new ArgumentOutOfRangeException(nameof(RecordBytesMax), value, $"A record may have 1 to {LargestRecord} bytes.");
    }

    /// <summary>The clock of waits; null for the context's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"records of at most {RecordBytesMax} bytes, trying again for {PlainText.Of(RetryFor)}, "
        + base.ToString();
}
