using System.Collections.Concurrent;

namespace HotStream.Conformance;

/// <summary>
/// Whether the durations of a window, or of a stream with state, are accepted; answers with the checkpoint interval
/// of the latter, in milliseconds.
/// </summary>
internal sealed class DurationCheckRunner : ICaseRunner
{
    public IReadOnlyList<Output> Run(Case @case, RunSettings settings)
    {
        using var run = new StreamRun(@case, settings);
        StreamNode? built = null;
        run.Build(() =>
        {
            DStream<Value> values = run.Context.QueueStream(new ConcurrentQueue<IReadOnlyList<Value>>());
            if (@case.Params.Has("windowMs"))
            {
                return new Flow(values.Window(Milliseconds("windowMs"), Milliseconds("slideMs")), null);
            }

            DStream<KeyValuePair<Value, Value>> pairs = values.Map(value => value.AsPair);
            string kind = @case.Params.String("stateful");
            return kind switch
            {
                "updateStateByKey" => Flow.Of(Checkpointed(pairs.UpdateStateByKey(StateFunctions.Update(FunctionName.Parse("sum"))))),
                "mapWithState" => new Flow(Checkpointed(pairs.MapWithState(StateFunctions.Of(FunctionName.Parse("read_only")))), null),
                _ => throw new CorpusException($"{@case.Id}: unknown kind of state {kind}"),
            };
        });
        run.Run(0, _ => { });
        return [new Output(1, [built is null ? Value.Of("ok") : Value.Of((long)built.CheckpointInterval!.Value.TotalMilliseconds)])];

        TimeSpan Milliseconds(string name) => TimeSpan.FromMilliseconds(@case.Params.Long(name));

        DStream<T> Checkpointed<T>(DStream<T> stream)
        {
            built = stream;
            return @case.Params.Has("checkpointMs") ? stream.Checkpoint(Milliseconds("checkpointMs")) : stream;
        }
    }
}
