namespace HotStream;

/// <summary>An output whose batches wait for their sink beside the batches that follow, from the start of its context on.</summary>
internal sealed class SlowOutput<T>(Delivery<T> delivery, string name, OutputOptions options) : ISlowOutput, IDisposable
{
    private BesideOutput<T>? _running;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsOnDisk => options.WhenSlow == SlowSink.Spill;

    /// <inheritdoc/>
    public void Start(StreamingContext context)
    {
        StoredColumn<T> column = context.Options.Codecs.GrowingArray<T>(name);
        (string? directory, bool isKept) =
            options.WhenSlow == SlowSink.Spill ? context.WaitingDirectoryOf(name, column.Name) : (null, false);
        _running = new BesideOutput<T>(delivery, new BesideSettings(name, context.Name, options, directory, isKept, context.Graph.Executor,
            context.Options.TimeProvider, context.Logs.Get($"HotStream.Sink.{name}"), context.LetGoOfLogSpares,
            context.Termination), column);
    }

    /// <summary>Driver: a batch.</summary>
    public void Write(Batch<T> batch) => _running!.Write(batch);

    /// <inheritdoc/>
    public bool AwaitEmpty(TimeSpan timeout) => _running?.AwaitEmpty(timeout) ?? true;

    public void Dispose()
    {
        _running?.Dispose();
        delivery.Dispose();
    }
}
