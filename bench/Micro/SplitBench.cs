using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>
/// Words of a megabyte as slices: the enumerator line by line, lambdas over lines through the engine's stage, whole chunks.
/// </summary>
public class SplitBench
{
    private readonly BenchText _text = new();

    [GlobalSetup]
    public void Check()
    {
        BenchText.Check((long)_text.Words, Enumerator());
        BenchText.Check((long)_text.Words, LambdaStage());
        BenchText.Check((long)_text.Words, ChunkStage());
    }

    [Benchmark(Baseline = true)]
    public long Enumerator()
    {
        long words = 0;
        foreach (Utf8Slice word in _text.Slab.Slice(0, BenchText.Bytes).Words())
            words += word.Length > 0 ? 1 : 0;
        return words;
    }

    [Benchmark]
    public long LambdaStage() => Feed(new SplitOperator<Utf8Slice>("FlatMap", line => line.Words()));

    [Benchmark]
    public long ChunkStage() => Feed(new WordsOperator());

    private long Feed(NarrowOperator<Utf8Slice, Utf8Slice> step)
    {
        var count = new CountStage<Utf8Slice>();
        Stage<Utf8Slice> stage = step.Bind(new StageContext(0), count);
        var feed = new TextFeed(stage, scope: null);
        feed.Feed(_text.Slab, 0, BenchText.Bytes);
        stage.Complete();
        feed.Close();
        stage.Release();
        return count.Count;
    }
}
