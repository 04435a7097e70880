using System.Collections.Concurrent;

namespace HotStream.Tests.Streams;

/// <summary>Keeps everything it hears, one line and one object for each event.</summary>
internal sealed class HeardEvents : StreamingListener
{
    public ConcurrentQueue<(string Line, object Info)> Events { get; } = [];

    public IEnumerable<string> Lines => Events.Select(heard => heard.Line);

    /// <summary>Called at every event, after it was kept.</summary>
    public Action<string> Then { get; set; } = static _ => { };

    public IEnumerable<T> Of<T>() => Events.Select(heard => heard.Info).OfType<T>();

    public override void OnStreamingStarted(DateTimeOffset time) => Keep($"started {time.ToUnixTimeMilliseconds()}", time);

    public override void OnReceiverStarted(ReceiverInfo receiver) => Keep($"receiver started {receiver.Name}", receiver);

    public override void OnReceiverError(ReceiverInfo receiver) => Keep($"receiver error {receiver.Name}: {receiver.LastError}", receiver);

    public override void OnReceiverStopped(ReceiverInfo receiver) => Keep($"receiver stopped {receiver.Name}", receiver);

    public override void OnBatchSubmitted(BatchInfo batch) => Keep($"submitted {batch.Time.Milliseconds}", batch);

    public override void OnBatchStarted(BatchInfo batch) => Keep($"batch started {batch.Time.Milliseconds} with {batch.Records}", batch);

    public override void OnBatchCompleted(BatchInfo batch) => Keep($"completed {batch.Time.Milliseconds} with {batch.Records}", batch);

    public override void OnOutputOperationStarted(OutputOperationInfo output) =>
        Keep($"output {output.Index} started {output.Time.Milliseconds}", output);

    public override void OnOutputOperationCompleted(OutputOperationInfo output) =>
        Keep($"output {output.Index} {(output.Failure is null ? "completed" : "failed")} {output.Time.Milliseconds}", output);

    public override void OnStreamingStopped(DateTimeOffset time) => Keep("stopped", time);

    private void Keep(string line, object info)
    {
        Events.Enqueue((line, info));
        Then(line);
    }
}
