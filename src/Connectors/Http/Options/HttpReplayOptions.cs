namespace HotStream;

/// <summary>How events are read that can be read again. Setters refuse what cannot work.</summary>
public sealed class HttpReplayOptions : HttpStreamOptions
{
    private int _batchRecordsMax = 10_000;
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>Most events of a batch, and that wait for one; then the server is not read from. Default 10,000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1.</exception>
    public int BatchRecordsMax
    {
        get => _batchRecordsMax;
        set => _batchRecordsMax = value >= 1 ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchRecordsMax), value, "A batch has one event or more.");
    }

    /// <summary>How long events of an earlier life are asked for, before the start fails. Default one minute.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }
}
