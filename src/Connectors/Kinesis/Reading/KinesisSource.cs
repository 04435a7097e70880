namespace HotStream.Kinesis;

/// <summary>What the parts of one input share.</summary>
/// <param name="Name">The stream in messages: <c>kinesis plant</c>.</param>
/// <param name="Context">Name of the context.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Options">How it is read.</param>
/// <param name="Reads">The questions.</param>
/// <param name="Budget">What may be held.</param>
/// <param name="Report">Says what does not fail a batch.</param>
internal sealed record KinesisSource(string Name, string Context, string Stream, KinesisOptions Options, KinesisReads Reads,
    KinesisBudget Budget, Action<string> Report)
{
    private long _retentionTicks;

    /// <summary>The class of the options, for a message that names one.</summary>
    public string OptionsName { get; init; } = nameof(KinesisOptions);

    /// <summary>How long the stream keeps records; zero while nobody knows.</summary>
    public TimeSpan Retention
    {
        get => new(Interlocked.Read(ref _retentionTicks));
        set => Interlocked.Exchange(ref _retentionTicks, value.Ticks);
    }

    /// <summary>Whether records from a moment on may have been removed.</summary>
    public bool MayBeGone(long milliseconds) => milliseconds > 0 && Retention is { Ticks: > 0 } kept
        && TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds() - milliseconds > kept.TotalMilliseconds;

    /// <summary>What to do about records that are gone: fails the shard, or says so.</summary>
    /// <returns>Whether reading goes on.</returns>
    public bool PassOver(KinesisShard shard, string gone)
    {
        if (Options.WhenRecordsAreGone == KinesisLostRecords.Skip)
        {
            Report($"{gone} Reading goes on with the oldest that are there.");
            return true;
        }

        shard.Fail(Explain(gone));
        return false;
    }

    /// <summary>What is said where batches fail.</summary>
    public string Explain(string gone) => $"{gone} Let the stream keep records longer than the program is away. To go on with the "
        + $"oldest, set {OptionsName}.{nameof(KinesisOptions.WhenRecordsAreGone)} to {nameof(KinesisLostRecords.Skip)}.";
}
