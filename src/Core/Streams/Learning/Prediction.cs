namespace HotStream;

/// <summary>Streams of predictions by a model that changes from batch to batch.</summary>
internal static class Prediction
{
    /// <summary>
    /// Applies what <paramref name="current"/> gives when a batch is generated, that is after all earlier batches were trained on and
    /// before this one is: one model for all records of a batch, and the same one however often, and in whatever order of
    /// outputs, the batch is computed.
    /// </summary>
    public static DStream<TOut> Of<TIn, TOut>(DStream<TIn> stream, string name, Func<Func<TIn, TOut>> current)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new TransformedDStream<TOut>(
            stream.Context,
            [stream],
            name,
            time => stream.GetOrCompute(time) is { } batch ? (true, batch.Narrow(Operators.Map(current(), name))) : default);
    }
}
