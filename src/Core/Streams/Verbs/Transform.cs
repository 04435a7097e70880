namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>
    /// Any function from batch to batch, called once per batch on the driver, also for empty batches: it may read data that changes.
    /// </summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> Transform<TOut>(Func<Batch<T>, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return Transform((batch, _) => function(batch));
    }

    /// <summary><see cref="Transform{TOut}(Func{Batch{T}, Batch{TOut}})"/> that sees the batch time.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> Transform<TOut>(Func<Batch<T>, BatchTime, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedDStream<TOut>(Context, [this], "Transform", time => GetOrCompute(time) is { } batch
            ? (true, TransformedDStream<TOut>.Call("Transform", time, () => function(batch, time))) : default);
    }

    /// <summary>Any function of this and another stream's batches of the same time, called once per batch on the driver.</summary>
    /// <typeparam name="TOther">Records of the other stream.</typeparam>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="other">A stream of the same context with the same slide.</param>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> TransformWith<TOther, TOut>(DStream<TOther> other, Func<Batch<T>, Batch<TOther>, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return TransformWith(other, (left, right, _) => function(left, right));
    }

    /// <summary>
    /// <see cref="TransformWith{TOther, TOut}(DStream{TOther}, Func{Batch{T}, Batch{TOther}, Batch{TOut}})"/> that sees the batch time.
    /// </summary>
    /// <typeparam name="TOther">Records of the other stream.</typeparam>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="other">A stream of the same context with the same slide.</param>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> TransformWith<TOther, TOut>(DStream<TOther> other,
        Func<Batch<T>, Batch<TOther>, BatchTime, Batch<TOut>> function) =>
        TransformWith(other, "TransformWith", function);

    internal DStream<TOut> TransformWith<TOther, TOut>(
        DStream<TOther> other, string name, Func<Batch<T>, Batch<TOther>, BatchTime, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(other);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedDStream<TOut>(Context, [this, other], name, time =>
            GetOrCompute(time) is { } left && other.GetOrCompute(time) is { } right
            ? (true, TransformedDStream<TOut>.Call(name, time, () => function(left, right, time))) : default);
    }
}

public sealed partial class StreamingContext
{
    /// <summary>Any function of many streams' batches of the same time, called once per batch on the driver.</summary>
    /// <typeparam name="T">Records of the streams.</typeparam>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="streams">At least one stream of this context, all of one slide.</param>
    /// <param name="function">Must not return null.</param>
    public DStream<TOut> Transform<T, TOut>(IReadOnlyList<DStream<T>> streams,
        Func<IReadOnlyList<Batch<T>>, BatchTime, Batch<TOut>> function)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(function);
        return new TransformedDStream<TOut>(this, streams, "Transform", time =>
        {
            Batch<T>?[] batches = [.. streams.Select(stream => stream.GetOrCompute(time))];
            return batches.All(batch => batch is not null)
                ? (true, TransformedDStream<TOut>.Call("Transform", time, () => function(batches!, time))) : default;
        });
    }
}

/// <summary>A stream whose batches a function makes on the driver.</summary>
internal sealed class TransformedDStream<T>(
    StreamingContext context, IReadOnlyList<StreamNode> parents, string operatorName,
    Func<BatchTime, (bool Exists, Batch<T>? Batch)> compute)
    : DStream<T>(context, parents, operatorName)
{
    /// <summary>
    /// Calls a function of the user's from batch to batch; whatever it throws, actions it ran included, belongs
    /// to the generation of the batch.
    /// </summary>
    public static Batch<T> Call(string operatorName, BatchTime time, Func<Batch<T>> function)
    {
        try
        {
            return function();
        }
        catch (Exception cause)
        {
            throw new BatchFailedException(operatorName, time, -1, cause) { IsOfGeneration = true };
        }
    }

    internal override Batch<T>? Compute(BatchTime time)
    {
        (bool exists, Batch<T>? batch) = compute(time);
        return exists && batch is null
            ? throw new InvalidOperationException(
                $"The function given to {OperatorName} returned null; return an empty batch for no records.")
            : batch;
    }
}
