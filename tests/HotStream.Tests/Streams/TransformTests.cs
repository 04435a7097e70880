namespace HotStream.Tests.Streams;

public sealed class TransformTests
{
    [Fact]
    public void Transform_is_called_once_per_batch_also_when_empty_and_however_many_outputs_there_are()
    {
        using var engine = new Engine();
        var times = new List<long>();
        DStream<int> stream = engine.Queue<int>([1], [], [2, 3]).Transform((batch, time) =>
        {
            times.Add(time.Milliseconds);
            return batch;
        });
        List<List<int>> first = Engine.Collect(stream);
        List<List<int>> second = Engine.Collect(stream.Map(x => -x));
        engine.Tick(4);
        Assert.Equal([1000, 2000, 3000, 4000], times);
        Assert.Equal([[1], [], [2, 3], []], first);
        Assert.Equal([[-1], [], [-2, -3], []], second);
    }

    [Fact]
    public void Transform_may_read_data_that_changes_between_batches()
    {
        using var engine = new Engine();
        string[] banned = ["spam"];
        List<List<string>> seen = Engine.Collect(engine.Queue<string>(["spam", "ham"], ["spam", "ham"])
            .Transform(batch => batch.Subtract(batch.WithRecords(banned))));
        engine.Tick();
        banned = ["ham"];
        engine.Tick();
        Assert.Equal([["ham"], ["spam"]], seen);
    }

    [Fact]
    public void Transform_may_join_with_a_static_batch()
    {
        using var engine = new Engine();
        KeyValuePair<string, int>[] prices = [new("tea", 3), new("rice", 5)];
        List<List<KeyValuePair<string, (int, int)>>> seen =
            Engine.Collect(engine.Queue<KeyValuePair<string, int>>([[new("tea", 2), new("salt", 1)]])
            .Transform(batch => batch.Join(batch.WithRecords(prices))));
        engine.Tick();
        Assert.Equal([[new("tea", (2, 3))]], seen);
    }

    [Theory]
    [InlineData("Transform")]
    [InlineData("TransformWith")]
    [InlineData("context.Transform")]
    public void Returning_null_is_refused(string form)
    {
        using var engine = new Engine();
        DStream<int> stream = engine.Queue<int>([1]);
        DStream<int> broken = form switch
        {
            "Transform" => stream.Transform<int>(_ => null!),
            "TransformWith" => stream.TransformWith<int, int>(stream, (_, _) => null!),
            _ => engine.Context.Transform<int, int>([stream], (_, _) => null!),
        };
        broken.ForeachBatch(_ => { });
        engine.Tick();
        Assert.Contains("returned null", engine.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransformWith_sees_both_batches_of_one_time()
    {
        using var engine = new Engine();
        var times = new List<long>();
        DStream<int> left = engine.Queue<int>([1, 2], []);
        DStream<string> right = engine.Queue<string>(["a"], ["b", "c"]);
        List<List<string>> seen = Engine.Collect(left.TransformWith(right, (l, r, time) =>
        {
            times.Add(time.Milliseconds);
            return l.Map(x => $"{x}").Union(r);
        }));
        engine.Tick(2);
        Assert.Equal([["1", "2", "a"], ["b", "c"]], seen);
        Assert.Equal([1000, 2000], times);
    }

    [Fact]
    public void Context_Transform_sees_the_batches_of_many_streams()
    {
        using var engine = new Engine();
        DStream<int>[] streams = [engine.Queue<int>([1]), engine.Queue<int>([2]), engine.Queue<int>([3])];
        List<List<int>> seen = Engine.Collect(engine.Context.Transform(streams, (batches, _) => batches.Aggregate((a, b) => a.Union(b))));
        engine.Tick();
        Assert.Equal([[1, 2, 3]], seen);
    }

    [Fact]
    public void Streams_of_two_contexts_cannot_be_combined()
    {
        using var engine = new Engine();
        using var other = new Engine();
        DStream<int> stream = engine.Queue<int>();
        DStream<int> stranger = other.Queue<int>();
        Assert.Contains("two contexts", Assert.Throws<ArgumentException>(() => stream.Union(stranger)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => stream.TransformWith(stranger, (l, _) => l));
    }
}
