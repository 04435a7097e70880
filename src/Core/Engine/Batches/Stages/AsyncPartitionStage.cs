namespace HotStream;

/// <summary>
/// Collects a whole partition and starts an asynchronous function over it. The worker goes on with other work; the records stay until
/// <see cref="Wait"/> has seen the function's end.
/// </summary>
internal sealed class AsyncPartitionStage<T>(StageContext context, string name, AsyncFunctions functions,
    Func<Partition<T>, CancellationToken, Task> function) : Stage<T>
{
    private readonly RecordList<T> _records = new();
    private Task _ended = Task.CompletedTask;

    public override bool KeepsRecords => KeyTraits<T>.MayHoldSlices;

    public override void Accept(ReadOnlySpan<T> block) => _records.AddRange(block);

    public override void Complete()
    {
        StageContext? outer = context.Enter(0);
        try
        {
            var partition = new Partition<T>(context.Partition, context.Time, _records);
            _ended = functions.Start(stop => function(partition, stop));
        }
        catch (Exception cause)
        {
            throw context.Explain(name, cause);
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    /// <summary>Waits until the function has ended and lets the records go; returns what it threw.</summary>
    public Exception? Wait()
    {
        try
        {
            _ended.GetAwaiter().GetResult();
            context.Settle();
            return null;
        }
        catch (Exception cause)
        {
            return context.Explain(name, cause);
        }
        finally
        {
            _records.Release();
        }
    }
}
