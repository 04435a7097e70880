using System.Collections.Concurrent;

namespace HotStream.Conformance;

/// <summary>The queue as such: any number of entries put in before each batch.</summary>
internal sealed class QueueCaseRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        using var run = new StreamRun(@case, settings);
        var queue = new ConcurrentQueue<IReadOnlyList<Value>>();
        bool oneAtATime = @case.Params.Bool("oneAtATime", true);
        IReadOnlyList<Value>? whenEmpty = @case.Params.Has("default") ? @case.Params.Values("default") : null;
        run.Build(() => run.Interpreter.Apply(
            run.Interpreter.Source("s1", run.Context.QueueStream(queue, oneAtATime, whenEmpty), run.Partitions), @case.Steps));
        run.Run(@case.Input.Count, batch =>
        {
            foreach (Value entry in StreamRun.Entries(@case, batch).Select(Value.Parse))
            {
                queue.Enqueue(entry.AsList);
            }
        });
        return run.Outputs;
    }
}
