namespace HotStream;

/// <summary>How an <see cref="OutboxWriter{T}"/> sends, and what its messages to people say.</summary>
public sealed class OutboxSettings
{
    /// <summary>The sink's name, as messages and dead letters have it.</summary>
    public required string Sink { get; init; }

    /// <summary>Messages that are sent before the first is answered.</summary>
    public int InFlightMax { get; init; } = 1024;

    /// <summary>How long to try again without progress, before the batch fails.</summary>
    public TimeSpan RetryFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The option of the user that <see cref="RetryFor"/> comes from: <c>RabbitMqPublishOptions.RetryFor</c>.</summary>
    public string RetryForOption { get; init; } = nameof(RetryFor);

    /// <summary>The clock of waits; null for the context's.</summary>
    public TimeProvider? TimeProvider { get; init; }

    /// <summary>What it may mean when a server postpones messages for so long: <c>its queue is full</c>.</summary>
    public string WhenPostponed { get; init; } = "it has no room";

    /// <summary>What it may mean when a server that is connected answers nothing for so long.</summary>
    public string WhenSilent { get; init; } = "it hangs, or has no room";
}
