namespace HotStream;

/// <summary>A stream whose batches a function makes on the driver.</summary>
internal sealed class TransformedDStream<T>(
    StreamingContext context, IReadOnlyList<StreamNode> parents, string operatorName, Func<BatchTime, (bool Exists, Batch<T>? Batch)> compute)
    : DStream<T>(context, parents, operatorName)
{
    /// <summary>Calls a function of the user's from batch to batch; whatever it throws, actions it ran included, belongs to the generation of the batch.</summary>
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
            ? throw new InvalidOperationException($"The function given to {OperatorName} returned null; return an empty batch for no records.")
            : batch;
    }
}
