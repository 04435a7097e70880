namespace HotStream.Kinesis;

/// <summary>The fetching of a shard from a position on, until it is stopped.</summary>
internal sealed class KinesisFetching
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TimeSpan _firstWait;
    private readonly Task _task;

    /// <param name="source">What is read.</param>
    /// <param name="shard">Takes what is fetched; nothing is where it has a problem.</param>
    /// <param name="firstWait">First wait after a failure.</param>
    public KinesisFetching(KinesisSource source, KinesisShard shard, TimeSpan firstWait)
    {
        Shard = shard;
        _firstWait = firstWait;
        _task = shard.Problem is null ? RunAsync(source) : Task.CompletedTask;
    }

    public KinesisShard Shard { get; }

    /// <summary>Ends it; what was fetched stays.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends it, and lets go of what was fetched. Who takes has ended.</summary>
    public async Task DiscardAsync()
    {
        Stop();
        await _task.ConfigureAwait(false);
        Shard.Clear();
    }

    private async Task RunAsync(KinesisSource source)
    {
        var backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, _firstWait);
        try
        {
            while (true)
            {
                try
                {
                    await new KinesisFetch(source, Shard, _firstWait).RunAsync(_stop.Token).ConfigureAwait(false);
                    return;
                }
                catch (Exception failure) when (!_stop.IsCancellationRequested)
                {
                    source.Report($"shard {PlainText.Of(Shard.Id)} could not be read, and is tried again: {PlainText.Of(failure.Message)}");
                }

                await backoff.WaitAsync(_stop.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // asked to
        }
    }
}
