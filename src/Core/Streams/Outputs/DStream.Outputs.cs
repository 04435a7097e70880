using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream;

/// <content>Outputs: without one nothing runs. Several outputs of a batch run one after another, in the order they were added.</content>
public abstract partial class DStream<T>
{
    /// <summary>
    /// Hands every batch to a function, on the driver, one batch at a time in order. At-least-once: the same time may come again after a
    /// recovery, so use <see cref="Batch{T}.Time"/> and the partition as the key of an idempotent output.
    /// </summary>
    /// <param name="action">May run any number of actions on the batch, also none.</param>
    /// <exception cref="ArgumentException">The function is <c>async void</c>.</exception>
    public void ForeachBatch(Action<Batch<T>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        AddOutput("ForeachBatch", AsyncVoid.Refuse(action, nameof(ForeachBatch), AsyncVoid.ReturnTask)!);
    }

    /// <summary><see cref="ForeachBatch(Action{Batch{T}})"/> that sees the batch time.</summary>
    /// <param name="action">May run any number of actions on the batch, also none.</param>
    /// <exception cref="ArgumentException">The function is <c>async void</c>.</exception>
    public void ForeachBatch(Action<Batch<T>, BatchTime> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        AsyncVoid.Refuse(action, nameof(ForeachBatch), AsyncVoid.ReturnTask);
        AddOutput("ForeachBatch", batch => action(batch, batch.Time));
    }

    /// <summary>
    /// <see cref="ForeachBatch(Action{Batch{T}})"/> with an asynchronous function, which is what an <c>async</c> lambda becomes: the batch
    /// is valid, and the next output waits, until its task has ended; what it throws fails the batch. The token is cancelled when the
    /// context stops and waits no longer.
    /// </summary>
    /// <param name="action">May run any number of actions on the batch, also none.</param>
    [OverloadResolutionPriority(2)]
    public void ForeachBatch(Func<Batch<T>, BatchTime, CancellationToken, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        AddOutput("ForeachBatch", batch => Context.AsyncFunctions.Run(stop => action(batch, batch.Time, stop)));
    }

    /// <inheritdoc cref="ForeachBatch(Func{Batch{T}, BatchTime, CancellationToken, Task})"/>
    [OverloadResolutionPriority(2)]
    public void ForeachBatch(Func<Batch<T>, BatchTime, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeachBatch((batch, time, _) => action(batch, time));
    }

    /// <inheritdoc cref="ForeachBatch(Func{Batch{T}, BatchTime, CancellationToken, Task})"/>
    [OverloadResolutionPriority(2)]
    public void ForeachBatch(Func<Batch<T>, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeachBatch((batch, _, _) => action(batch));
    }

    /// <inheritdoc cref="ForeachBatch(Func{Batch{T}, BatchTime, CancellationToken, Task})"/>
    [OverloadResolutionPriority(1)]
    public void ForeachBatch(Func<Batch<T>, BatchTime, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeachBatch((batch, time, _) => action(batch, time).AsTask());
    }

    /// <inheritdoc cref="ForeachBatch(Func{Batch{T}, BatchTime, CancellationToken, Task})"/>
    [OverloadResolutionPriority(1)]
    public void ForeachBatch(Func<Batch<T>, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeachBatch((batch, _, _) => action(batch).AsTask());
    }

    /// <summary>
    /// Hands every partition of every batch to a function, on worker threads; see
    /// <see cref="Batch{T}.ForeachPartition(Action{Partition{T}})"/>.
    /// </summary>
    /// <param name="action">Called for empty partitions too.</param>
    /// <exception cref="ArgumentException">The function is <c>async void</c>.</exception>
    public void ForeachPartition(Action<Partition<T>> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        AsyncVoid.Refuse(action, nameof(ForeachPartition), AsyncVoid.ReturnTask);
        AddOutput("ForeachPartition", batch => batch.ForeachPartition(action));
    }

    /// <summary>
    /// <see cref="ForeachPartition(Action{Partition{T}})"/> with an asynchronous function; see
    /// <see cref="Batch{T}.ForeachPartition(Func{Partition{T}, CancellationToken, Task})"/>.
    /// </summary>
    /// <param name="action">Called for empty partitions too. The records are valid until its task ends. The token is cancelled when the
    /// context stops and waits no longer.</param>
    [OverloadResolutionPriority(2)]
    public void ForeachPartition(Func<Partition<T>, CancellationToken, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        AddOutput("ForeachPartition", batch => batch.ForeachPartition(action));
    }

    /// <inheritdoc cref="ForeachPartition(Func{Partition{T}, CancellationToken, Task})"/>
    [OverloadResolutionPriority(2)]
    public void ForeachPartition(Func<Partition<T>, Task> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeachPartition((partition, _) => action(partition));
    }

    /// <inheritdoc cref="ForeachPartition(Func{Partition{T}, CancellationToken, Task})"/>
    [OverloadResolutionPriority(1)]
    public void ForeachPartition(Func<Partition<T>, ValueTask> action)
    {
        ArgumentNullException.ThrowIfNull(action);
        ForeachPartition((partition, _) => action(partition).AsTask());
    }

    /// <summary>
    /// Prints the first records of every batch under a header with its time, as Spark does, to <see cref="StreamingOptions.Output"/>. The
    /// header is printed for empty batches too; only as many records as are shown are computed.
    /// </summary>
    /// <param name="count">Records shown; <c>...</c> says that there are more.</param>
    public void Print(int count = 10)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        AddOutput("Print", batch =>
        {
            const string Rule = "-------------------------------------------";
            List<T> first = batch.Take(count + 1);
            var text = new StringBuilder();
            text.Append(Rule).Append('\n').Append("Time: ").Append(batch.Time).Append('\n').Append(Rule).Append('\n');
            foreach (T record in first.Take(count))
            {
                text.Append(RecordText.Format(record)).Append('\n');
            }

            text.Append(first.Count > count ? "...\n\n" : "\n");
            Context.Options.Output.Write(text.ToString());
            Context.Options.Output.Flush();
        });
    }

    /// <summary>
    /// The batches as an asynchronous sequence, an output like any other: call it before the start, enumerate after. A batch is valid until
    /// the next one is asked for; meanwhile the engine waits, so a slow reader slows the stream down. Ends when the context stops. For one
    /// reader: call it again, before the start, for a second one; whoever enumerates one sequence twice gets an
    /// <see cref="InvalidOperationException"/>.
    /// </summary>
    /// <param name="stop">Ends the enumeration.</param>
    public IAsyncEnumerable<Batch<T>> ReadAllAsync(CancellationToken stop = default)
    {
        var handOver = new BatchHandOver<T>(Context.Termination);
        AddOutput("ReadAllAsync", handOver.Offer);
        return handOver.ReadAllAsync(stop);
    }

    /// <summary>
    /// Writes every batch to a sink: encoded on worker threads, a partition at a time, in blocks as they are computed; the next output
    /// waits until all of it is durable. Into a sink with keys the records of a key go in order; where a list or a file was cut into
    /// partitions, or <c>Repartition</c> stands before it, they are first brought together by key, which holds the batch in memory.
    /// </summary>
    /// <param name="sink">The sink, for this stream only; disposed when the context stops.</param>
    /// <exception cref="InvalidOperationException">The context was started, or the sink is in use.</exception>
    public void WriteTo(Sink<T> sink)
    {
        Delivery<T> delivery = DeliveryOf(sink);
        Context.OnEnd(delivery);
        AddOutput(sink, delivery.Write);
    }

    /// <summary>
    /// <see cref="WriteTo(Sink{T})"/> that does not hold up other outputs while the sink is slow, if that is wanted. Then a batch is stored
    /// before its output counts as done, and one thread delivers what is stored, partition after partition, in the order of batch times; a
    /// batch without records is not delivered. What is promised of a batch that is stored, after a failure and after a restart:
    /// docs/overload.md.
    /// </summary>
    /// <param name="sink">The sink, for this stream only; disposed when the context stops.</param>
    /// <param name="options">What happens while it is slow. With <see cref="SlowSink.Spill"/> and <see cref="SlowSink.Drop"/> records must
    /// be storable, as state must (<see cref="StreamingOptions.Codecs"/>); else the start refuses them.</param>
    /// <exception cref="InvalidOperationException">The context was started, or the sink is in use.</exception>
    public void WriteTo(Sink<T> sink, OutputOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.WhenSlow == SlowSink.Wait)
        {
            WriteTo(sink);
            return;
        }

        var output = new SlowOutput<T>(DeliveryOf(sink), sink.Name, options);
        Context.OnEnd(output);
        Context.Add(output);
        AddOutput(sink, output.Write);
    }

    private Delivery<T> DeliveryOf(Sink<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        Context.ThrowIfFrozen("WriteTo");
        sink.Claim();
        return new Delivery<T>(sink, partition => Context.PartitionOf(sink.Name, partition), Context.Options.RefusedShareMax,
            Context.PostDeadLetter, Context.Termination);
    }

    private void AddOutput(Sink<T> sink, Action<Batch<T>> write)
    {
        WideOperator<T, T>? deal = sink.KeyHash is { } keyHash ? new DealOperator<T>(sink.Name, keyHash) : null;
        AddOutput(sink.Name, batch => write(deal is null || batch.KeepsSourcesWhole ? batch : batch.Wide(deal)));
    }

    internal void AddOutput(string name, Action<Batch<T>> run, Learner? learner = null)
    {
        Context.ThrowIfFrozen(name);
        Context.Graph.Add(new BatchOutput<T>(name, this, run, learner));
    }
}
