using System.Runtime.ExceptionServices;

namespace HotStream;

/// <summary>Drives a sink through the batches of one stream: workers write, the driver waits until all partitions are durable.</summary>
internal sealed class Delivery<T>(Sink<T> sink, Func<int, SinkPartition> describe, CancellationToken stop) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly List<SinkWriter<T>?> _writers = [];

    /// <summary>Writes a batch and returns when it is durable.</summary>
    public void Write(Batch<T> batch)
    {
        object run = new(); // each batch is written once: an operator of its own
        var shares = new Share[batch.PartitionCount];
        sink.Prepare(batch.Time);
        Exception? failure = null;
        try
        {
            batch.Run(partition => shares[partition] = new Share(this, batch.Scope.Begin(run, partition)));
        }
        catch (Exception thrown)
        {
            failure = thrown;
        }

        foreach (Share? share in shares)
        {
            failure = share?.Wait() is { } thrown ? failure ?? thrown : failure;
        }

        if (failure is not null)
        {
            foreach (Share? share in shares)
            {
                share?.Abort();
            }

            ExceptionDispatchInfo.Throw(failure);
        }

        sink.Commit(batch.Time);
    }

    public void Dispose()
    {
        foreach (SinkWriter<T>? writer in _writers)
        {
            writer?.Dispose();
        }

        _writers.Clear();
        sink.Dispose();
    }

    private SinkWriter<T> WriterOf(int partition)
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

        SinkWriter<T> writer = sink.OpenWriter(describe(partition));
        lock (_gate)
        {
            return _writers[partition] = writer;
        }
    }

    private CancellationToken Stop => stop;

    private Exception Explain(StageContext context, Exception cause) => context.Explain(sink.Name, cause);

    /// <summary>One partition of one batch on its way into its writer.</summary>
    private sealed class Share(Delivery<T> delivery, StageContext context) : BlockSink<T>
    {
        private SinkWriter<T>? _writer;
        private Task _completed = Task.CompletedTask;

        public override void Accept(ReadOnlySpan<T> block)
        {
            StageContext? outer = context.Enter(block.Length);
            try
            {
                if (_writer is null)
                {
                    SinkWriter<T> writer = delivery.WriterOf(context.Partition);
                    writer.Begin(context.Time);
                    _writer = writer;
                }

                _writer.Write(block);
            }
            catch (Exception cause)
            {
                throw delivery.Explain(context, cause);
            }
            finally
            {
                StageContext.Leave(outer);
            }
        }

        public override void Complete()
        {
            if (_writer is not null)
            {
                try
                {
                    _completed = _writer.CompleteAsync(delivery.Stop);
                }
                catch (Exception cause)
                {
                    throw delivery.Explain(context, cause);
                }
            }

            context.Settle();
        }

        /// <summary>Driver: waits until the partition is durable, or for the reason why it is not.</summary>
        public Exception? Wait()
        {
            try
            {
                _completed.GetAwaiter().GetResult();
                return null;
            }
            catch (Exception cause)
            {
                return delivery.Explain(context, cause);
            }
        }

        public void Abort() => _writer?.Abort();
    }
}
