using System.Collections.Concurrent;
using System.Text.Json;

namespace HotStream.Conformance;

/// <summary>Steps over one or two queued streams, one entry a batch.</summary>
internal class StepCaseRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        using var run = new StreamRun(@case, settings);
        Action<int> feed = _ => { };
        Flow result = default;
        run.Build(() =>
        {
            Flow first = Queue("s1", @case.Input);
            if (@case.Input2 is { } second)
            {
                Queue("s2", second);
            }

            return result = run.Interpreter.Apply(first, @case.Steps);
        });
        Prepare(@case, run);
        run.Run(@case.Input.Count, feed);
        return Outputs(@case, run, result.Stream);

        Flow Queue(string name, IReadOnlyList<JsonElement> input)
        {
            var queue = new ConcurrentQueue<IReadOnlyList<Value>>();
            feed += batch => queue.Enqueue(Case.Items(input, batch));
            return run.Interpreter.Source(name, run.Context.QueueStream(queue), run.Partitions);
        }
    }

    /// <summary>Called when the streams are built and the context has not started.</summary>
    protected virtual void Prepare(Case @case, StreamRun run)
    {
    }

    /// <summary>What the case gave; called when all batches are done.</summary>
    protected virtual IReadOnlyList<Output> Outputs(Case @case, StreamRun run, DStream<Value> result) => run.Outputs;
}
