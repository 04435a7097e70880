using System.Runtime.ExceptionServices;

namespace HotStream;

/// <summary>
/// Drives a sink through the batches of one stream: workers write, the driver waits until all partitions are durable. The first partition
/// that fails is aborted on the spot and stops the others. What writers refuse is kept until the batch is durable:
/// only then is it a dead letter.
/// </summary>
internal sealed class Delivery<T>(Sink<T> sink, Func<int, SinkPartition> describe, double refusedShareMax, Action<DeadLetter> post,
    CancellationToken stop) : IDisposable
{
    private const int LeastRecordsJudged = 100;

    private readonly Lock _gate = new();
    private readonly List<(SinkWriter<T> Writer, SinkPartition Partition)?> _writers = [];

    /// <summary>Writes a batch and returns when it is durable.</summary>
    public void Write(Batch<T> batch)
    {
        object run = new(); // each batch is written once: an operator of its own
        var shares = new DeliveryShare<T>[batch.PartitionCount];
        using var attempt = new DeliveryAttempt(stop);
        sink.Prepare(batch.Time);
        try
        {
            batch.Run(partition => shares[partition] =
                new DeliveryShare<T>(sink.Name, WriterOf, attempt, batch.Scope.Begin(run, partition)));
        }
        catch (Exception thrown)
        {
            attempt.Fail(thrown);
        }

        long records = 0;
        var refused = new List<DeadLetter>();
        foreach (DeliveryShare<T>? share in shares)
        {
            share?.Wait();
            records += share?.Records ?? 0;
            refused.AddRange(share?.TakeRefused() ?? []);
        }

        if (attempt.IsOver)
        {
            attempt.Fail(new OperationCanceledException($"{sink.Name} was stopped.")); // unless there is a reason already
        }
        else if (records >= LeastRecordsJudged && refused.Count > records * refusedShareMax)
        {
            attempt.Fail(new BatchFailedException(sink.Name, batch.Time, -1, new InvalidDataException(
                $"{refused.Count} of {records} records were refused, which looks like a fault of the target rather than of the records: "
                + "none was made a dead letter "
                + $"(StreamingOptions.RefusedShareMax). The first, {PlainText.Of(refused[0].Position)}: "
                + $"{PlainText.Of(refused[0].Reason)}")));
        }

        if (attempt.Failure is null)
        {
            Commit(attempt, batch.Time);
        }

        if (attempt.Failure is { } failure)
        {
            foreach (DeliveryShare<T>? share in shares)
            {
                share?.Abort();
            }

            ExceptionDispatchInfo.Throw(failure);
        }

        refused.ForEach(post);
    }

    public void Dispose()
    {
        foreach ((SinkWriter<T> Writer, SinkPartition)? opened in _writers)
        {
            opened?.Writer.Dispose();
        }

        _writers.Clear();
        sink.Dispose();
    }

    private void Commit(DeliveryAttempt attempt, BatchTime time)
    {
        try
        {
            sink.Commit(time);
        }
        catch (Exception thrown)
        {
            attempt.Fail(thrown);
        }
    }

    private (SinkWriter<T>, SinkPartition) WriterOf(int partition)
    {
        lock (_gate)
        {
            while (_writers.Count <= partition)
            {
                _writers.Add(null);
            }

            if (_writers[partition] is { } known)
            {
                return known;
            }
        }

        SinkPartition description = describe(partition);
        SinkWriter<T> writer = sink.OpenWriter(description);
        lock (_gate)
        {
            _writers[partition] = (writer, description);
        }

        return (writer, description);
    }
}
