namespace HotStream;

/// <summary>How events are pulled from agents of Flume. Setters refuse what cannot work.</summary>
public sealed class FlumePullOptions
{
    private const int ConnectionsMost = 64;
    private const int EventsMost = 1_000_000;

    private int _eventsMax = 1000;
    private int _connections = 1;
    private int _answerBytesMax = 16 * 1024 * 1024;
    private int _eventBytesMax = 1024 * 1024;
    private TimeSpan _timeout = TimeSpan.FromSeconds(20);

    /// <summary>
    /// When a transaction of an agent is committed: when its events are on disk, the default, or when their batch is done. The sink rolls
    /// it back by itself after its <c>timeout</c> (60 s), and sends again: that must be longer than an interval and its batch take.
    /// </summary>
    public FlumeAcknowledge Acknowledge { get; set; }

    /// <summary>Most events of a transaction. Default 1000.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to a million.</exception>
    public int EventsMax
    {
        get => _eventsMax;
        set => _eventsMax = value is >= 1 and <= EventsMost ? value
            : throw new ArgumentOutOfRangeException(nameof(EventsMax), value, $"1 to {EventsMost} events may be asked for.");
    }

    /// <summary>
    /// Connections to each agent. Each has one transaction open and waits until it is committed, so that this is what limits events a
    /// second where that takes a batch. Events of one connection keep their order. Default 1. A Spark sink serves as many as its
    /// <c>threads</c> (10).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Outside 1 to 64.</exception>
    public int Connections
    {
        get => _connections;
        set => _connections = value is >= 1 and <= ConnectionsMost ? value
            : throw new ArgumentOutOfRangeException(nameof(Connections), value, $"1 to {ConnectionsMost} connections may be made.");
    }

    /// <summary>
    /// Largest answer, of all events of a transaction; a larger one ends the connection, and comes again. Held for each connection, beside
    /// the memory budget, as far as it was needed. Default 16 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 16 KiB or more than 1 GiB.</exception>
    public int AnswerBytesMax
    {
        get => _answerBytesMax;
        set => _answerBytesMax = value is >= 16 * 1024 and <= 1 << 30 ? value
            : throw new ArgumentOutOfRangeException(nameof(AnswerBytesMax), value, "An answer may have 16 KiB to 1 GiB.");
    }

    /// <summary>
    /// Largest event, body and headers; a larger one is a dead letter and counts as taken, or its agent would send it for ever. Default
    /// 1 MiB.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than 1 or more than half of <see cref="Slab.MaxCapacity"/>.</exception>
    public int EventBytesMax
    {
        get => _eventBytesMax;
        set => _eventBytesMax = value is >= 1 and <= Slab.MaxCapacity / 2 ? value
            : throw new ArgumentOutOfRangeException(nameof(EventBytesMax), value, $"An event may have 1 to {Slab.MaxCapacity / 2} bytes.");
    }

    /// <summary>
    /// How long an agent may take to commit or roll back, and to send a batch once it has begun to. A sink that has no events answers
    /// nothing until it has, however long that is. Default 20 s.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">Less than a millisecond, or longer than a day.</exception>
    public TimeSpan Timeout
    {
        get => _timeout;
        set => _timeout = value >= TimeSpan.FromMilliseconds(1) && value <= TimeSpan.FromDays(1) ? value
            : throw new ArgumentOutOfRangeException(nameof(Timeout), value, "The time is a millisecond to a day.");
    }

    /// <summary>The settings in a line.</summary>
    public override string ToString() => $"{Acknowledge}, up to {EventsMax} events by {Connections} connections to each agent, answers up "
        + $"to {AnswerBytesMax} bytes, events up to {EventBytesMax} bytes, timeout {PlainText.Of(Timeout)}";
}
