using System.Collections.Concurrent;

namespace HotStream.Tests.Streams;

public sealed class InputTests
{
    private sealed class Squares(StreamingContext context) : InputDStream<long>(context, "Squares")
    {
        public List<string> Calls { get; } = [];

        protected internal override void OnStart(BatchTime zeroTime, BatchTime startTime) =>
            Calls.Add($"start {zeroTime.Milliseconds} {startTime.Milliseconds}");

        protected internal override void OnStop() => Calls.Add("stop");

        protected override InputBatch<long> Read(BatchTime time)
        {
            Calls.Add($"read {time.Milliseconds}");
            Report("nothing to worry about");
            return InputBatch<long>.Of([time.Milliseconds / 1000, time.Milliseconds * time.Milliseconds / 1_000_000], partitions: 2);
        }
    }

    [Fact]
    public void A_queue_gives_one_entry_a_batch_and_then_nothing()
    {
        using var engine = new Engine();
        List<List<int>> seen = Engine.Collect(engine.Queue<int>([1], [], [2, 3]));
        engine.Tick(4);
        Assert.Equal([[1], [], [2, 3], []], seen);
    }

    [Fact]
    public void A_queue_may_give_all_that_waits_at_once()
    {
        using var engine = new Engine();
        var queue = new ConcurrentQueue<IReadOnlyList<int>>([[1], [], [2, 3]]);
        List<List<int>> seen = Engine.Collect(engine.Context.QueueStream(queue, oneAtATime: false));
        engine.Tick();
        queue.Enqueue([4]);
        engine.Tick(2);
        Assert.Equal([[1, 2, 3], [4], []], seen);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_empty_queue_may_have_records_of_its_own(bool oneAtATime)
    {
        using var engine = new Engine();
        List<List<int>> seen =
            Engine.Collect(engine.Context.QueueStream(new ConcurrentQueue<IReadOnlyList<int>>([[1]]), oneAtATime, whenEmpty: [7, 8]));
        engine.Tick(3);
        Assert.Equal([[1], [7, 8], [7, 8]], seen);
    }

    [Fact]
    public void A_queue_takes_any_kind_of_list()
    {
        using var engine = new Engine(partitions: 3);
        List<List<int>> seen = Engine.Collect(engine.Queue<int>(new List<int> { 1, 2 },
            System.Collections.Immutable.ImmutableArray.Create(3, 4), new ArraySegment<int>([0, 5, 6, 0], 1, 2)));
        engine.Tick(3);
        Assert.Equal([[1, 2], [3, 4], [5, 6]], seen);
    }

    [Fact]
    public void An_input_of_ones_own_is_started_read_once_a_batch_and_stopped()
    {
        using var log = new LogCapture();
        using var engine = new Engine(startMilliseconds: 500, with: options => options.LoggerFactory = log);
        var input = new Squares(engine.Context);
        List<List<long>> first = Engine.Collect(input);
        List<List<long>> second = Engine.Collect(input.Filter(x => x > 2));
        engine.Tick(3);
        engine.Context.Stop();
        Assert.Equal([[1, 1], [2, 4], [3, 9]], first);
        Assert.Equal([[], [4], [3, 9]], second);
        Assert.Equal(["start 0 500", "read 1000", "read 2000", "read 3000", "stop"], input.Calls);
        Assert.Equal(3, log.Entries.Count(entry => entry.Id == 1006));
    }

    [Fact]
    public void Several_inputs_are_united_time_by_time()
    {
        using var engine = new Engine();
        List<List<int>> seen =
            Engine.Collect(engine.Context.Union(engine.Queue<int>([1], [2]), engine.Queue<int>([3], [4]), engine.Queue<int>([5], [1])));
        engine.Tick(2);
        Assert.Equal([[1, 3, 5], [2, 4, 1]], seen);
        Assert.Throws<ArgumentException>(() => engine.Context.Union<int>());
    }

    [Fact]
    public void Several_receivers_run_beside_each_other_and_are_folded_together()
    {
        using var engine = new Engine(partitions: 1);
        Receiving.ScriptedReceiver<int>[] receivers = [new(), new(), new(), new()];
        List<List<KeyValuePair<int, long>>> seen = Engine.Collect(
            engine.Context.Union([.. receivers.Select(receiver => engine.Context.ReceiverStream(receiver))]).CountByValue());
        engine.Context.Start();
        foreach (Receiving.ScriptedReceiver<int> receiver in receivers)
        {
            receiver.Send([1, 2, 2]);
            receiver.WaitUntilStored();
        }

        engine.Tick();
        Assert.Equal([new(1, 4), new(2, 8)], seen[0].OrderBy(pair => pair.Key));
    }
}
