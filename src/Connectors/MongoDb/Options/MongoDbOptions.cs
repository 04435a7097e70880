using MongoDB.Driver;

namespace HotStream;

/// <summary>How records are written to MongoDB. Setters refuse what cannot work.</summary>
public sealed class MongoDbOptions
{
    private WriteConcern _writeConcern = WriteConcern.WMajority;
    private int _bulkDocuments = 1000;
    private int _bulkBytes = 8 * 1024 * 1024;
    private TimeSpan _timeout = TimeSpan.FromSeconds(30);
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Which members must have a write before it counts, whatever the connection string says. Default: the majority of a replica set, so
    /// that none is rolled back. One that is not acknowledged is refused.
    /// </summary>
    /// <exception cref="ArgumentException">It is not acknowledged (<c>w: 0</c>).</exception>
    public WriteConcern WriteConcern
    {
        get => _writeConcern;
        set
        {
            ArgumentNullException.ThrowIfNull(value, nameof(WriteConcern));
            _writeConcern = value.IsAcknowledged ? value
                : throw new ArgumentException("A write that is not acknowledged may be lost unseen.", nameof(WriteConcern));
        }
    }

    /// <summary>Most documents of one bulk. Default 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 100,000, which is what a server takes.</exception>
    public int BulkDocuments
    {
        get => _bulkDocuments;
        set => _bulkDocuments = value is >= 1 and <= 100_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(BulkDocuments), value, "1 to 100000 documents may be a bulk.");
    }

    /// <summary>
    /// Most bytes of one bulk's documents, but for a single one that is larger. A partition holds two bulks. Default 8 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 KiB to 1 GiB.</exception>
    public int BulkBytes
    {
        get => _bulkBytes;
        set => _bulkBytes = value is >= 1024 and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(BulkBytes), value, "A bulk may have 1 KiB to 1 GiB.");
    }

    /// <summary>How long a server may take to be found, and to answer a bulk, before it is tried again. Default 30 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How long a partition tries again, with growing, random delays, while a server is away or does not take what is good; then the batch
    /// fails. Default one minute.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Negative.</exception>
    public TimeSpan RetryFor
    {
        get => _retryFor;
        set => _retryFor = value >= TimeSpan.Zero ? value
            : throw new ArgumentOutOfRangeException(nameof(RetryFor), value, "The time must not be negative.");
    }

    /// <summary>The clock of waits; null for the context's.</summary>
    public TimeProvider? TimeProvider { get; set; }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"write concern {WriteConcern}, bulks of up to {BulkDocuments} documents and {BulkBytes} bytes, "
        + $"timeout {PlainText.Of(Timeout)}";
}
