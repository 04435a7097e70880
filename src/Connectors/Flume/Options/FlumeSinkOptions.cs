using System.Net.Security;

namespace HotStream;

/// <summary>How events are sent to agents of Flume. Setters refuse what cannot work.</summary>
public sealed class FlumeSinkOptions
{
    private int _batchEvents = 100;
    private int _inFlightMax = 1024;
    private TimeSpan _timeout = TimeSpan.FromSeconds(20);
    private TimeSpan _retryFor = TimeSpan.FromMinutes(1);

    /// <summary>
    /// How to speak TLS (<c>ssl = true</c> of Flume's Avro source): own authority
    /// (<see cref="SslClientAuthenticationOptions.CertificateChainPolicy"/>), client certificate and so on. Null for no TLS. Not changed.
    /// </summary>
    public SslClientAuthenticationOptions? Tls { get; set; }

    /// <summary>Whether to compress (<c>compression-type = deflate</c> of Flume's Avro source), which must agree.</summary>
    public bool Deflate { get; set; }

    /// <summary>
    /// Most events of a request. An agent stores a request in one transaction of its channel, and refuses it when that is smaller
    /// (<c>transactionCapacity</c>, 100 unless it was set). Default 100.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 100,000.</exception>
    public int BatchEvents
    {
        get => _batchEvents;
        set => _batchEvents = value is >= 1 and <= 100_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(BatchEvents), value, "1 to 100000 events may be sent at a time.");
    }

    /// <summary>Events of a partition that are held until an agent has stored them. Default 1024.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to a million.</exception>
    public int InFlightMax
    {
        get => _inFlightMax;
        set => _inFlightMax = value is >= 1 and <= 1_000_000 ? value
            : throw new ArgumentOutOfRangeException(nameof(InFlightMax), value, "1 to 1000000 events may be held.");
    }

    /// <summary>How long an agent may take to let us connect, and to answer; then another connection is made. Default 20 s.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>
    /// How long a partition tries again, agent after agent, with growing, random delays, while none takes its events; then the batch fails.
    /// Default one minute.
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
    public override string ToString() => $"up to {BatchEvents} events a request, {InFlightMax} in flight, TLS "
        + $"{(Tls is null ? "off" : "on")}, deflate {(Deflate ? "on" : "off")}, timeout {PlainText.Of(Timeout)}";
}
