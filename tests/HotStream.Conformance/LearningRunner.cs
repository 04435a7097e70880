using System.Collections.Concurrent;

namespace HotStream.Conformance;

/// <summary>
/// A model trained on a queued stream, one entry a batch; what comes out is the model as it is when the batch was learned from.
/// </summary>
internal abstract class LearningRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        using var run = new StreamRun(@case, settings);
        var queue = new ConcurrentQueue<IReadOnlyList<Value>>();
        run.Build(() =>
        {
            DStream<Value> rows = run.Context.QueueStream(queue);
            Func<Value> model = Train(@case, rows);
            // computed by its output, which comes after the training
            return new Flow(rows.Repartition(1).MapPartitions(_ => new[] { model() }), 1);
        });
        run.Run(@case.Input.Count, batch => queue.Enqueue(Case.Items(@case.Input, batch)));
        return run.Outputs;
    }

    /// <summary>Trains a model on the rows of a case.</summary>
    /// <returns>Shows the latest model.</returns>
    protected abstract Func<Value> Train(Case @case, DStream<Value> rows);

    protected static double[] Numbers(Value list) => [.. list.AsList.Select(number => number.AsDouble)];

    protected static Value Show(ReadOnlySpan<double> numbers) => Value.List([.. numbers.ToArray().Select(Value.Of)]);
}
