using HotStream.Tests.Streams;

namespace HotStream.Tests.State;

/// <summary>An <see cref="Engine"/> with a checkpoint directory, which streams with state ask for.</summary>
internal sealed class StateEngine : IDisposable
{
    private readonly DirectoryInfo _checkpoints = Directory.CreateTempSubdirectory("hotstream-state-");
    private readonly Engine _engine;

    public StateEngine(int partitions = 2, Action<StreamingOptions>? with = null)
    {
        _engine = new Engine(partitions, with);
        Context.Checkpoint(_checkpoints.FullName);
    }

    public StreamingContext Context => _engine.Context;

    /// <summary>Pairs of a text and a number, one array for each tick.</summary>
    public DStream<KeyValuePair<string, long>> Pairs(params IEnumerable<(string Key, long Value)[]> batches) =>
        _engine.Queue(batches.Select(batch =>
            (IReadOnlyList<KeyValuePair<string, long>>)[.. batch.Select(pair => KeyValuePair.Create(pair.Key, pair.Value))]));

    /// <summary>An input of given batches, one for each tick.</summary>
    public DStream<T> Queue<T>(params IEnumerable<IReadOnlyList<T>> batches) => _engine.Queue(batches);

    public void Tick(int batches = 1) => _engine.Tick(batches);

    /// <summary>Throws what failed so far.</summary>
    public void ThrowIfFailed() => Context.AwaitTerminationOrTimeout(TimeSpan.Zero);

    public BatchFailedException Failure() => _engine.Failure();

    public void Dispose()
    {
        _engine.Dispose();
        _checkpoints.Delete(recursive: true);
    }

    /// <summary>A batch of pairs in one line, sorted.</summary>
    public static string Line<TKey, TValue>(IEnumerable<KeyValuePair<TKey, TValue>> pairs) =>
        string.Join(' ', pairs.Select(pair => $"{pair.Key}:{pair.Value}").Order(StringComparer.Ordinal));

    /// <summary>What a stream of pairs gave, a sorted line for each batch.</summary>
    public static List<string> Lines<TKey, TValue>(DStream<KeyValuePair<TKey, TValue>> stream)
    {
        var lines = new List<string>();
        stream.ForeachBatch(batch => lines.Add(Line(batch.ToList())));
        return lines;
    }
}
