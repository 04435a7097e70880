namespace HotStream;

/// <content>Shared variables: accumulators and broadcasts, each with a name of its own in this context.</content>
public sealed partial class StreamingContext
{
    internal SharedVariables Shared { get; }

    /// <summary>An accumulator of 64-bit numbers, shown as <c>hotstream.accumulator.value</c> while the context runs.</summary>
    /// <param name="name">Its name, unique among the shared variables of this context.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public LongAccumulator LongAccumulator(string name) => (LongAccumulator)Accumulator(name, new LongAccumulator());

    /// <summary>An accumulator of floating-point numbers, shown as <c>hotstream.accumulator.value</c> while the context runs.</summary>
    /// <param name="name">Its name, unique among the shared variables of this context.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public DoubleAccumulator DoubleAccumulator(string name) => (DoubleAccumulator)Accumulator(name, new DoubleAccumulator());

    /// <summary>An accumulator that collects values.</summary>
    /// <typeparam name="T">Type of the values; not slices, which end with their batch.</typeparam>
    /// <param name="name">Its name, unique among the shared variables of this context.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="NotSupportedException">The values are slices, or pairs or tuples of them.</exception>
    public CollectionAccumulator<T> CollectionAccumulator<T>(string name) => HoldsSlices(typeof(T))
        ? throw new NotSupportedException(
            $"{typeof(T)} holds slices, which end with their batch; collect their text: accumulator.Add(slice.ToString()).")
        : (CollectionAccumulator<T>)Accumulator(name, new CollectionAccumulator<T>());

    /// <summary>Registers an accumulator of your own.</summary>
    /// <typeparam name="TIn">What is added.</typeparam>
    /// <typeparam name="TOut">What is read.</typeparam>
    /// <param name="name">Its name, unique among the shared variables of this context.</param>
    /// <param name="accumulator">The accumulator, not registered anywhere yet; what it holds is what it starts from.</param>
    /// <returns>The accumulator.</returns>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    /// <exception cref="InvalidOperationException">The accumulator is registered already.</exception>
    public Accumulator<TIn, TOut> Accumulator<TIn, TOut>(string name, Accumulator<TIn, TOut> accumulator)
    {
        ArgumentNullException.ThrowIfNull(accumulator);
        accumulator.Register(Shared, name);
        return accumulator;
    }

    /// <summary>A read-only value that functions on all worker threads share and that can be replaced between batches.</summary>
    /// <typeparam name="T">Type of the value.</typeparam>
    /// <param name="name">Its name, unique among the shared variables of this context.</param>
    /// <param name="value">The first value.</param>
    /// <exception cref="ArgumentException">The name is taken.</exception>
    public Broadcast<T> Broadcast<T>(string name, T value) => new(Shared, name, value);

    private static bool HoldsSlices(Type type) =>
        type == typeof(Utf8Slice) || (type.IsValueType && type.IsGenericType && Array.Exists(type.GetGenericArguments(), HoldsSlices));
}
