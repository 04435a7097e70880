using HotStream.Tests.Receiving;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Windows;

/// <summary>Windows in the life of a context: what is refused, what fails, what is remembered.</summary>
public sealed class WindowStreamTests
{
    public static TheoryData<double, double> IllegalDurations =>
        new() { { 1.5, 1 }, { 1, 1.5 }, { 0, 1 }, { 1, 0 }, { -1, 1 }, { 0.5, 0.5 }, { 3, 2 } };

    [Theory]
    [MemberData(nameof(IllegalDurations))]
    public void Durations_that_are_no_multiple_of_the_parents_slide_are_refused_by_name(double length, double slide)
    {
        using var engine = new Engine(intervalMilliseconds: 1000);
        DStream<long> parent = length == 3 ? engine.Queue<long>([]).Window(Seconds(2), Seconds(2)) : engine.Queue<long>([]);
        foreach (Action build in (Action[])[() => parent.Window(Seconds(length), Seconds(slide)), () =>
            parent.CountByWindow(Seconds(length), Seconds(slide)), () => parent.CountByValueAndWindow(Seconds(length), Seconds(slide))])
        {
            string message = Assert.Throws<ArgumentException>(build).Message;
            Assert.Contains("is not a multiple of the slide of its parent", message, StringComparison.Ordinal);
            Assert.Contains(parent.OperatorName, message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Inverse_forms_need_a_checkpoint_directory_at_the_start()
    {
        using var engine = new Engine();
        engine.Queue<long>([]).CountByWindow(Seconds(2)).ForeachBatch(_ => { });
        var refused = Assert.Throws<InvalidOperationException>(engine.Context.Start);
        Assert.Contains("CountByWindow keeps state", refused.Message, StringComparison.Ordinal);
        Assert.Equal(StreamingContextState.Stopped, engine.Context.State);
    }

    [Fact]
    public void Plain_forms_need_none()
    {
        using var engine = new Engine();
        List<List<long>> seen = Engine.Collect(engine.Queue<long>([[1, 2], [3]]).ReduceByWindow((a, b) => a + b, Seconds(2)));
        engine.Tick(2);
        Assert.Equal([[3], [6]], seen);
    }

    [Fact]
    public void A_batch_that_fails_spoils_its_windows_and_no_later_one()
    {
        using var engine = new Engine(partitions: 1);
        List<List<KeyValuePair<long, long>>> seen = Engine.Collect(engine.Queue<long>([[1], [0], [2], [3], [4]])
            .Map(x => KeyValuePair.Create(0L, 12 / x))
            .SumByKeyAndWindow(Seconds(2)));
        var infos = new List<BatchInfo>();
        engine.Context.BatchCompleted += infos.Add;
        engine.Tick(5);
        Assert.Equal([0, 1, 1, 0, 0], infos.Select(info => info.Failures));
        Assert.Equal([12, 6 + 4, 4 + 3], seen.Select(batch => batch[0].Value));
        Assert.Contains("Map", engine.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_failed_batch_spoils_a_window_of_records_too()
    {
        using var engine = new Engine(partitions: 1);
        List<List<long>> seen = Engine.Collect(engine.Queue<long>([[1], [0], [2], [3]]).Map(x => 12 / x).Window(Seconds(2)));
        engine.Tick(4);
        Assert.Equal([[12], [6, 4]], seen);
        Assert.Contains("Map", engine.Failure().Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_slide_longer_than_the_window_keeps_inputs_in_step()
    {
        using var engine = new Engine();
        List<List<KeyValuePair<string, long>>> seen =
            Engine.Collect(engine.Queue<string>([["lost"], ["a"], ["a", "b"], ["lost"], ["c"], []])
            .Map(x => KeyValuePair.Create(x, 1L)).SumByKeyAndWindow(Seconds(2), Seconds(3)));
        engine.Tick(6);
        Assert.Equal(["[a, 2] [b, 1]", "[c, 1]"], seen.Select(WindowRun.Text));
    }

    [Fact]
    public void Streams_behind_a_window_have_its_slide()
    {
        using var engine = new Engine();
        DStream<long> window = engine.Queue<long>([]).Window(Seconds(4), Seconds(2));
        Assert.Equal(Seconds(2), window.Map(x => x).Count().SlideDuration);
        Assert.Throws<ArgumentException>(() => window.Union(engine.Queue<long>([])));
    }

    [Fact]
    public void Remembered_windows_can_be_read_later()
    {
        using var engine = new Engine();
        engine.Context.Remember(Seconds(10));
        DStream<KeyValuePair<long, long>> sums = engine.Queue<KeyValuePair<long, long>>([[new(1, 1)], [new(1, 2)], [new(1, 4)]])
            .SumByKeyAndWindow(Seconds(2));
        sums.ForeachBatch(_ => { });
        engine.Tick(3);
        Assert.Equal([1, 3, 6], sums.Slice(new(1000), new(3000)).Select(batch => batch.ToList()[0].Value));
    }

    [Fact]
    public void A_window_read_after_it_slid_on_is_refused()
    {
        using var engine = new Engine();
        var batches = new List<Batch<KeyValuePair<long, long>>>();
        engine.Queue<KeyValuePair<long, long>>([[new(1, 1)], [new(1, 2)]]).SumByKeyAndWindow(Seconds(2)).ForeachBatch(batches.Add);
        engine.Tick(2);
        Assert.ThrowsAny<InvalidOperationException>(() => batches[0].ToList());
    }

    [Fact]
    public void A_window_of_text_keeps_its_text()
    {
        using var engine = new Engine();
        var receiver = new ScriptedText();
        var seen = new List<string>();
        engine.Context.ReceiverStream(receiver).Window(Seconds(3))
            .ForeachBatch(batch => seen.Add(string.Join(',', batch.ToList().Select(line => line.ToString()).Order())));
        engine.Context.Start();
        foreach (string line in (string[])["the first line, longer than twelve bytes", "the second line, longer than that", "third",
            "the fourth line of them, long again"])
        {
            receiver.Send($"{line}\n");
            receiver.WaitUntilStored();
            engine.Tick();
        }

        Assert.Equal("the first line, longer than twelve bytes,the second line, longer than that", seen[1]);
        Assert.Equal("the fourth line of them, long again,the second line, longer than that,third", seen[3]);
    }

    [Fact]
    public void Windows_are_joined_at_one_slide()
    {
        using var engine = new Engine();
        DStream<KeyValuePair<string, int>> clicks =
            engine.Queue<KeyValuePair<string, int>>([[new("k", 1)], [], [new("k", 3)], []]).Window(Seconds(2));
        DStream<KeyValuePair<string, string>> views =
            engine.Queue<KeyValuePair<string, string>>([[], [new("k", "x")], [], [new("k", "y")]]).Window(Seconds(3));
        List<List<KeyValuePair<string, (int Left, string Right)>>> seen = Engine.Collect(clicks.Join(views));
        engine.Tick(4);
        Assert.Equal(["", "[k, (1, x)]", "[k, (3, x)]", "[k, (3, x)] [k, (3, y)]"], seen.Select(WindowRun.Text));
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(seconds);
}
