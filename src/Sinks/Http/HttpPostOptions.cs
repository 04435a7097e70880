namespace HotStream;

/// <summary>How a stream is posted to a web address. Values out of range are refused by the sink's constructor.</summary>
public sealed class HttpPostOptions
{
    /// <summary>Where to post to, http or https.</summary>
    public Uri? Address { get; init; }

    /// <summary>What a body looks like. Default <see cref="HttpPostFormat.NewlineJson"/>.</summary>
    public HttpPostFormat Format { get; init; }

    /// <summary>Headers of every request, for example <c>Authorization</c>.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether bodies are compressed by gzip. Default false.</summary>
    public bool Gzip { get; init; }

    /// <summary>Most records in a request. Default 1000; one with <see cref="HttpPostFormat.OneRecord"/>.</summary>
    public int RequestRecords { get; init; } = 1000;

    /// <summary>Bytes at which a request is sent. Default 256 KiB. Halved when the server says that a request was too large.</summary>
    public int RequestBytes { get; init; } = 256 << 10;

    /// <summary>How long a record waits for others within its batch, looked at when records come; the end of a batch always sends. Default one second.</summary>
    public TimeSpan RequestAge { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Most requests under way for each partition; halved when the server has too much to do, and slowly raised again. One keeps the order of records. Default 4.</summary>
    public int RequestsInFlight { get; init; } = 4;

    /// <summary>How long one attempt may take. Default 30 seconds.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request is sent again before the batch fails. Default one minute.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Bound of the first wait before sending again; it doubles. Default 100 ms.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Bound of the longest wait. Default 10 seconds.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The clock of waits and time-outs; null for the context's.</summary>
    public TimeProvider? TimeProvider { get; init; }
}
