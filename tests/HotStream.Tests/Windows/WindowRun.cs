using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Windows;

/// <summary>Runs a window case through the engine.</summary>
internal static class WindowRun
{
    /// <summary>What a stream over the case's pairs gives at each of its batches, sorted.</summary>
    public static List<string> Of<T>(WindowCase x, Func<DStream<KeyValuePair<long, long>>, DStream<T>> build)
    {
        using var checkpoints = new Io.Folder();
        using var engine = new Engine(x.Partitions);
        engine.Context.Checkpoint(checkpoints.Root);
        var receiver = new ScriptedReceiver<KeyValuePair<long, long>>();
        DStream<KeyValuePair<long, long>> input = x.RunsAhead ? engine.Context.ReceiverStream(receiver)
            : engine.Queue<KeyValuePair<long, long>>(x.Batches);
        List<List<T>> seen = Engine.Collect(build(input));
        engine.Context.Start();
        foreach (KeyValuePair<long, long>[] batch in x.Batches)
        {
            if (x.RunsAhead)
            {
                receiver.Send(batch);
                receiver.WaitUntilStored();
            }

            engine.Tick();
        }

        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        return [.. seen.Select(Text)];
    }

    /// <summary>Records in order, one text for each batch.</summary>
    public static string Text<T>(IEnumerable<T> records) =>
        string.Join(' ', records.Select(record => $"{record}").Order(StringComparer.Ordinal));
}
