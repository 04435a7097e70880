using System.Collections.Concurrent;

namespace HotStream.Conformance;

/// <summary>Whether the durations of a stream with state are accepted; answers with its checkpoint interval, in milliseconds.</summary>
internal sealed class DurationCheckRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        using var run = new StreamRun(@case, settings);
        StreamNode? built = null;
        run.Build(() =>
        {
            DStream<KeyValuePair<Value, Value>> pairs = run.Context.QueueStream(new ConcurrentQueue<IReadOnlyList<Value>>()).Map(value => value.AsPair);
            string kind = @case.Params.String("stateful");
            return kind switch
            {
                "updateStateByKey" => Flow.Of(Checkpointed(pairs.UpdateStateByKey(StateFunctions.Update(FunctionName.Parse("sum"))))),
                "mapWithState" => new Flow(Checkpointed(pairs.MapWithState(StateFunctions.Of(FunctionName.Parse("read_only")))), null),
                _ => throw new CorpusException($"{@case.Id}: unknown kind of state {kind}"),
            };
        });
        run.Run(0, _ => { });
        return [new Output(1, [Value.Of((long)built!.CheckpointInterval!.Value.TotalMilliseconds)])];

        DStream<T> Checkpointed<T>(DStream<T> stream)
        {
            built = stream;
            return @case.Params.Has("checkpointMs") ? stream.Checkpoint(TimeSpan.FromMilliseconds(@case.Params.Long("checkpointMs"))) : stream;
        }
    }
}
