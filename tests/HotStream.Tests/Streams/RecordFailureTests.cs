using System.Collections.Concurrent;
using System.Text;

namespace HotStream.Tests.Streams;

public sealed class RecordFailureTests
{
    private readonly ConcurrentQueue<DeadLetter> _letters = [];

    [Fact]
    public void A_function_that_throws_fails_the_batch_unless_told_otherwise()
    {
        using var engine = new Engine();
        engine.Queue<int>([1, 0, 2]).Map(x => 10 / x).ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.IsType<DivideByZeroException>(engine.Failure().InnerException);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void The_record_of_every_operator_becomes_a_dead_letter_and_the_batch_goes_on(int partitions)
    {
        using Engine engine = Rejecting(partitions);
        DStream<int> input = engine.Queue<int>([.. Enumerable.Range(0, 2000)]);
        List<List<int>> map = Engine.Collect(input.Map(x => x % 1000 == 7 ? throw new InvalidDataException("bad map") : x));
        List<List<int>> filter = Engine.Collect(input.Filter(x => x == 8 ? throw new InvalidDataException("bad filter") : x % 2 == 0));
        List<List<int>> flat = Engine.Collect(input.FlatMap(x => Halfway(x)));
        List<List<KeyValuePair<int, int>>> values = Engine.Collect(input.Map(x => KeyValuePair.Create(x, x))
            .MapValues(x => x == 10 ? throw new InvalidDataException("bad value") : x));
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal(Enumerable.Range(0, 2000).Where(x => x % 1000 != 7), map.Single().Order());
        Assert.Equal(Enumerable.Range(0, 2000).Where(x => x % 2 == 0 && x != 8), filter.Single().Order());
        Assert.Equal(Enumerable.Range(0, 2000).Where(x => x != 9).SelectMany(x => new[] { x, x }), flat.Single().Order());
        Assert.Equal(1999, values.Single().Count);
        Assert.Equal(
            ["FlatMap 9", "Filter 8", "Map 1007", "Map 7", "MapValues [10, 10]"],
            _letters.Select(letter => $"{letter.Source} {Encoding.UTF8.GetString(letter.Record.Span)}")
            .OrderBy(text => text, StringComparer.Ordinal).OrderBy(text => text.StartsWith("FlatMap", StringComparison.Ordinal) ? 0 : 1));
        Assert.Contains("InvalidDataException: bad filter", _letters.Single(letter => letter.Source == "Filter").Reason,
            StringComparison.Ordinal);

        static IEnumerable<int> Halfway(int x)
        {
            yield return x;
            yield return x == 9 ? throw new InvalidDataException("halfway") : x;
        }
    }

    [Fact]
    public void A_record_is_reported_once_however_many_outputs_compute_it_and_no_other_is_given_to_the_function_again()
    {
        using Engine engine = Rejecting(1);
        int calls = 0;
        DStream<int> mapped = engine.Queue<int>([1, 2, 3, 4, 5]).Map(x =>
        {
            calls++;
            return x == 4 ? throw new InvalidDataException("bad") : x;
        });
        Engine.Collect(mapped);
        engine.Tick();
        Assert.Equal(5, calls);
        Assert.Single(_letters);
        using Engine twice = Rejecting(1);
        DStream<int> shared = twice.Queue<int>([1, 2, 3, 4, 5]).Map(x => x == 4 ? throw new InvalidDataException("bad") : x);
        Engine.Collect(shared);
        Engine.Collect(shared);
        twice.Tick();
        Assert.Equal(2, _letters.Count);
    }

    [Fact]
    public void Ahead_of_a_batch_and_in_splits_too()
    {
        using Engine engine = Rejecting(2);
        var receiver = new Receiving.ScriptedText();
        var counts = new ConcurrentDictionary<string, long>();
        engine.Context.ReceiverStream(receiver)
            .FlatMap(line => line.Length == 3 ? throw new InvalidDataException("three") : line.Split((byte)' '))
            .Map(word => word.Length == 1 ? throw new InvalidDataException("one") : KeyValuePair.Create(word, 1L))
            .ReduceByKey((a, b) => a + b)
            .ForeachBatch(batch => batch.ToList().ForEach(pair => counts[pair.Key.ToString()] = pair.Value));
        engine.Context.Start();
        receiver.Send("to be a\nbad\nto do\n");
        receiver.WaitUntilStored();
        engine.Tick();
        engine.Context.AwaitTerminationOrTimeout(TimeSpan.Zero);
        Assert.Equal([("be", 1L), ("do", 1L), ("to", 2L)], counts.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => (pair.Key, pair.Value)));
        Assert.Equal(["FlatMap bad", "Map a"],
            _letters.Select(letter => $"{letter.Source} {Encoding.UTF8.GetString(letter.Record.Span)}").Order());
    }

    [Fact]
    public void What_throws_behind_a_step_is_not_blamed_on_its_record()
    {
        using Engine engine = Rejecting(1);
        engine.Queue<int>([1, 2, 3]).Map(x => x).FlatMap(x => new[] { x }).Reduce((_, _) => throw new InvalidDataException("reduce"))
            .ForeachBatch(batch => batch.Count());
        engine.Tick();
        Assert.Equal("Reduce", engine.Failure().OperatorName);
        Assert.Empty(_letters);
    }

    private Engine Rejecting(int partitions) => new(partitions, options =>
    {
        options.OnRecordFailure = RecordFailure.DeadLetter;
        options.DeadLetters = _letters.Enqueue;
    });
}
