using BenchmarkDotNet.Attributes;

namespace HotStream.Bench;

/// <summary>A megabyte of received bytes cut into lines, in place and as .NET's reader does it.</summary>
public class FramingBench
{
    private readonly BenchText _text = new();
    private byte[] _bytes = [];

    [GlobalSetup]
    public void Check()
    {
        _bytes = _text.Slab.Bytes[..BenchText.Bytes].ToArray();
        BenchText.Check((long)_text.Lines, Lines());
        BenchText.Check((long)_text.Lines, StreamReaderLines());
    }

    [Benchmark]
    public long Lines()
    {
        var count = new CountStage<Utf8Slice>();
        var feed = new TextFeed(count, scope: null);
        feed.Feed(_text.Slab, 0, BenchText.Bytes);
        feed.Close();
        return count.Count;
    }

    [Benchmark(Baseline = true)]
    public long StreamReaderLines()
    {
        using var reader = new StreamReader(new MemoryStream(_bytes));
        long lines = 0;
        while (reader.ReadLine() is not null)
            lines++;
        return lines;
    }
}
