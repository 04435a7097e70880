using HotStream.Testing;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Testing.Kit;

/// <summary>A scripted source gives what its script says, again when asked, and fails, stalls and repeats as it is told.</summary>
public sealed class ReplayableSourceTests
{
    [Fact]
    public void Batches_come_as_scripted_by_partition()
    {
        ReplayableSource<int> source = new ReplayableSource<int>().Partition("a", [1, 2], [], [3]).Partition("b", [10], [20]);
        Assert.Equal(["1 2 10", "20", "3", ""], Run(source, 4));
        Assert.Equal([2, 3], source.Read(new SourceRange("a", "1", "3")));
        Assert.Equal([], source.Read(new SourceRange("a", "3", "3")));
    }

    [Fact]
    public void A_source_of_a_later_life_knows_what_it_never_read()
    {
        var source = new ReplayableSource<int>(number => number % 3 == 0 ? [number, -number] : []);
        Assert.Equal([-3, 6, -6], source.Read(new SourceRange("0", "3", "6")));
        Assert.Throws<ArgumentException>(() => new ReplayableSource<int>([1], [2]).Read(new SourceRange("0", "1", "3")));
        Assert.Throws<ArgumentException>(() => source.Read(new SourceRange("1", "0", "1")));
        Assert.Throws<ArgumentException>(() => source.Read(new SourceRange("0", "first", "1")));
    }

    [Fact]
    public void A_source_that_stalls_gives_later_what_it_held_back()
    {
        var source = new ReplayableSource<int>([1], [2], [3]);
        using var engine = new Engine();
        List<List<int>> seen = Engine.Collect(source.Open(engine.Context));
        engine.Tick();
        source.Stall();
        engine.Tick(2);
        source.GoOn();
        engine.Tick(2);
        Assert.Equal(["1", "", "", "2", "3"], seen.Select(batch => string.Join(' ', batch)));
    }

    [Fact]
    public void A_source_that_fails_fails_its_batch_and_loses_nothing()
    {
        var source = new ReplayableSource<int>([1], [2], [3]);
        using var engine = new Engine();
        List<List<int>> seen = Engine.Collect(source.Open(engine.Context));
        engine.Checkpoint(); // then a batch asks its inputs twice
        source.FailNext();
        engine.Tick(3);
        Assert.IsType<IOException>(engine.Failure().InnerException);
        Assert.Equal(["1", "2"], seen.Select(batch => string.Join(' ', batch)));
        source.FailNext(100);
        engine.Tick();
        source.GoOn();
        engine.Tick();
        Assert.Equal(["1", "2", "3"], seen.Select(batch => string.Join(' ', batch)));
    }

    [Fact]
    public void A_record_that_is_repeated_comes_twice_each_time()
    {
        var source = new ReplayableSource<int>([1, 2], [3]);
        source.Repeat("0", 1);
        Assert.Equal(["1 2 2", "3"], Run(source, 2));
        Assert.Equal([2, 2, 3], source.Read(new SourceRange("0", "1", "3")));
    }

    [Fact]
    public void An_input_reads_ranges_again_before_anything_new()
    {
        ReplayableSource<int> source = new ReplayableSource<int>().Partition("a", [1, 2, 3], [4], [5]).Partition("b", [10]);
        using var engine = new Engine(partitions: 1);
        InputDStream<int> input = source.Open(engine.Context);
        Assert.Null(input.LastRanges);
        input.Replay([new SourceRange("a", "1", "3")], [new SourceRange("b", "0", "1"), new SourceRange("a", "3", "3")]);
        var ranges = new List<string>();
        engine.Context.BatchCompleted += _ =>
            ranges.Add(string.Join(' ', input.LastRanges!.Select(range => $"{range.Partition}{range.From}-{range.To}")));
        List<List<int>> seen = Engine.Collect(input);
        engine.Tick(3);
        Assert.Equal(["2 3", "10", "4 5"], seen.Select(batch => string.Join(' ', batch)));
        Assert.Equal(["a1-3", "b0-1 a3-3", "a3-5 b1-1"], ranges);
        Assert.Throws<InvalidOperationException>(() => input.Replay([]));
    }

    private static IEnumerable<string> Run(ReplayableSource<int> source, int batches)
    {
        using var engine = new Engine(partitions: 1);
        List<List<int>> seen = Engine.Collect(source.Open(engine.Context));
        engine.Tick(batches);
        return seen.Select(batch => string.Join(' ', batch));
    }
}
