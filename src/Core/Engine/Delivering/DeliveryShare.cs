namespace HotStream;

/// <summary>One partition of one batch on its way into its writer.</summary>
internal sealed class DeliveryShare<T>(string sink, Func<int, (SinkWriter<T>, SinkPartition)> open, DeliveryAttempt attempt,
    StageContext context) : Stage<T>
{
    private SinkWriter<T>? _writer;
    private SinkPartition? _partition;
    private Task _completed = Task.CompletedTask;
    private bool _hasEnded;
    private int _aborts;

    /// <summary>Records given to the writer.</summary>
    public long Records => context.Records;

    public override bool IsFull => attempt.IsOver;

    public override void Accept(ReadOnlySpan<T> block)
    {
        if (attempt.IsOver)
        {
            return; // the batch has failed elsewhere
        }

        StageContext? outer = context.Enter(block.Length);
        try
        {
            if (_writer is null)
            {
                (SinkWriter<T> writer, _partition) = open(context.Partition);
                _partition.Begin(context.Time, attempt.Stopping);
                writer.Begin(context.Time);
                _writer = writer;
            }

            _writer.Write(block);
        }
        catch (Exception) when (attempt.IsOver)
        {
            Abort(); // cancelled while it wrote
        }
        catch (Exception cause)
        {
            Exception failure = context.Explain(sink, cause);
            attempt.Fail(failure);
            Abort();
            throw failure;
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    public override void Complete()
    {
        _hasEnded = true;
        if (attempt.IsOver)
        {
            Abort();
            return;
        }

        if (_writer is not null)
        {
            _completed = CompleteAsync(_writer);
        }

        context.Settle();
    }

    /// <summary>The partition is through, or what computes it has thrown.</summary>
    public override void Release()
    {
        if (!_hasEnded)
        {
            attempt.End();
            Abort();
        }
    }

    /// <summary>Driver: waits until the partition is durable or aborted.</summary>
    public void Wait() => _completed.GetAwaiter().GetResult();

    /// <summary>Aborts a writer that has begun, once. Nothing of it is running.</summary>
    public void Abort()
    {
        if (_writer is not null && Interlocked.Exchange(ref _aborts, 1) == 0)
        {
            _writer.Abort();
        }
    }

    public IEnumerable<DeadLetter> TakeRefused() => _partition?.TakeRefused() ?? [];

    private async Task CompleteAsync(SinkWriter<T> writer)
    {
        try
        {
            await writer.CompleteAsync(attempt.Stopping).ConfigureAwait(false);
        }
        catch (Exception) when (attempt.IsOver)
        {
            Abort(); // cancelled: the reason is another's
        }
        catch (Exception cause)
        {
            attempt.Fail(context.Explain(sink, cause));
            Abort();
        }
    }
}
