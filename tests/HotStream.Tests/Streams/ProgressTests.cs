namespace HotStream.Tests.Streams;

public sealed class ProgressTests
{
    [Fact]
    public void Progress_counts_batches_records_and_failures()
    {
        using var engine = new Engine(startMilliseconds: 5000);
        engine.Queue<int>([1, 2], [0], [3]).Map(x => 1 / x).ForeachBatch(batch => batch.Count());
        StreamingProgress before = engine.Context.Progress;
        Assert.Equal((StreamingContextState.Initialized, null, 0), (before.State, before.RunningSince, before.CompletedBatches));
        engine.Tick(3);
        StreamingProgress after = engine.Context.Progress;
        Assert.Equal(StreamingContextState.Active, after.State);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(5000), after.RunningSince);
        Assert.Equal((3, 1, 4), (after.CompletedBatches, after.FailedBatches, after.Records));
        Assert.Equal([6000, 7000, 8000], after.LastBatches.Select(batch => batch.Time.Milliseconds));
        Assert.Equal((0, null), (after.WaitingBatches, after.RunningBatch));
        Assert.Empty(before.LastBatches);
    }

    [Fact]
    public void The_last_thousand_batches_are_kept()
    {
        using var engine = new Engine(partitions: 1);
        engine.Queue<int>().ForeachBatch(_ => { });
        engine.Tick(1003);
        StreamingProgress progress = engine.Context.Progress;
        Assert.Equal(1003, progress.CompletedBatches);
        Assert.Equal(Enumerable.Range(4, 1000).Select(i => i * 1000L), progress.LastBatches.Select(batch => batch.Time.Milliseconds));
    }
}
