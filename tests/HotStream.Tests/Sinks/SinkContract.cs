using HotStream.Tests.Streams;

namespace HotStream.Tests.Sinks;

/// <summary>
/// What every sink promises (see <see cref="SinkWriter{T}"/>), whatever it writes to: a batch aborted at any moment does no harm to the
/// next, a record that cannot be encoded harms no other, a writer that is told to stop stops. Records are numbers;
/// <see cref="Bad"/> cannot be encoded.
/// </summary>
public abstract class SinkContract
{
    protected const double Bad = double.NaN;

    /// <summary>A new sink into the target of this test.</summary>
    protected abstract Sink<double> Open();

    /// <summary>What the target holds after the sink was disposed, in ascending order.</summary>
    protected abstract IEnumerable<double> Stored();

    /// <summary>Whether a batch is taken back although it was complete.</summary>
    protected virtual bool TakesBack => false;

    [Fact]
    public void Batches_are_stored()
    {
        using var engine = new Engine(partitions: 2);
        engine.Queue<double>([1, 2, 3], [], [4]).WriteTo(Open());
        engine.Tick(3);
        engine.Dispose();
        Assert.Equal([1, 2, 3, 4], Stored());
    }

    [Fact]
    public void A_record_that_cannot_be_encoded_is_a_dead_letter_and_its_batch_goes_on()
    {
        var letters = new List<DeadLetter>();
        using var engine = new Engine(partitions: 1, with => with.DeadLetters = letters.Add);
        engine.Queue<double>([1, Bad, 3, Bad], [4]).WriteTo(Open());
        engine.Tick(2);
        engine.Dispose();
        Assert.Equal([1, 3, 4], Stored());
        Assert.Equal(["batch 1000 ms, partition 0, record 1", "batch 1000 ms, partition 0, record 3"],
            letters.Select(letter => letter.Position));
        Assert.All(letters, letter =>
            Assert.Contains("NaN", System.Text.Encoding.UTF8.GetString(letter.Record.Span), StringComparison.Ordinal));
        Assert.All(letters, letter => Assert.Contains("Correct", letter.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void A_batch_that_is_aborted_leaves_nothing_and_the_next_is_stored()
    {
        using Sink<double> sink = Open();
        sink.Prepare(new BatchTime(1000));
        SinkPartition partition = Partition();
        using (SinkWriter<double> writer = sink.OpenWriter(partition))
        {
            partition.Begin(new BatchTime(1000), CancellationToken.None);
            writer.Begin(new BatchTime(1000));
            writer.Write([1, 2]);
            writer.Abort();
            Store(sink, writer, partition, 2000, 3, 4);
            partition.Begin(new BatchTime(3000), CancellationToken.None);
            writer.Begin(new BatchTime(3000));
            writer.Abort();
            Store(sink, writer, partition, 4000, 5);
        }

        sink.Dispose();
        Assert.Equal([3, 4, 5], Stored());
    }

    [Fact]
    public async Task A_batch_that_is_aborted_after_it_was_complete_is_taken_back_or_stays_and_the_next_is_stored()
    {
        using Sink<double> sink = Open();
        SinkPartition partition = Partition();
        sink.Prepare(new BatchTime(1000));
        using (SinkWriter<double> writer = sink.OpenWriter(partition))
        {
            partition.Begin(new BatchTime(1000), CancellationToken.None);
            writer.Begin(new BatchTime(1000));
            writer.Write([1, 2]);
            await writer.CompleteAsync(CancellationToken.None).WaitAsync(Engine.Patience);
            writer.Abort();
            Store(sink, writer, partition, 2000, 3);
        }

        sink.Dispose();
        Assert.Equal(TakesBack ? [3] : [1, 2, 3], Stored());
    }

    [Fact]
    public async Task A_writer_that_is_told_to_stop_ends_and_writes_the_next_batch()
    {
        using Sink<double> sink = Open();
        SinkPartition partition = Partition();
        using var stop = new CancellationTokenSource();
        sink.Prepare(new BatchTime(1000));
        using (SinkWriter<double> writer = sink.OpenWriter(partition))
        {
            partition.Begin(new BatchTime(1000), stop.Token);
            writer.Begin(new BatchTime(1000));
            writer.Write([3]);
            await stop.CancelAsync();
            Task ended = writer.CompleteAsync(stop.Token);
            Assert.Same(ended, await Task.WhenAny(ended, Task.Delay(Engine.Patience)));
            writer.Abort();
            Store(sink, writer, partition, 2000, 3);
        }

        sink.Dispose();
        Assert.Equal(3, Stored().Distinct().Single()); // whether it was too late to stop is open
    }

    private static SinkPartition Partition() =>
        new(0, "test", "query", static time => time.Milliseconds / 1000, TimeProvider.System,
            Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance, CancellationToken.None);

    private static void Store(Sink<double> sink, SinkWriter<double> writer, SinkPartition partition, long time, params double[] records)
    {
        partition.Begin(new BatchTime(time), CancellationToken.None);
        sink.Prepare(new BatchTime(time));
        writer.Begin(new BatchTime(time));
        writer.Write(records);
        writer.CompleteAsync(CancellationToken.None).WaitAsync(Engine.Patience).GetAwaiter().GetResult();
        sink.Commit(new BatchTime(time));
    }
}
