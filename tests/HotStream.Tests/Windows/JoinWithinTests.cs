using FsCheck;
using FsCheck.Fluent;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Windows;

public sealed class JoinWithinTests
{
    /// <summary>Batches of two streams; a value is the number of its record, so that every match can be told from every other.</summary>
    private sealed record Case(int[][] Left, int[][] Right, int Within, int Partitions)
    {
        public static Gen<Case> All { get; } =
            from left in Cases.Arrays(Cases.Arrays(Gen.Choose(0, 4), 0, 6), 1, 14)
            from right in Cases.Arrays(Cases.Arrays(Gen.Choose(0, 4), 0, 6), 1, 14)
            from within in Gen.Choose(0, 6)
            from partitions in Gen.Elements(1, 2, 5)
            select new Case(left, right, within, partitions);

        /// <summary>Every match by looking at every two records, at the time of the later one.</summary>
        public IEnumerable<string> Naive(int ticks)
        {
            (int At, int Key, int Number)[] left = [.. Numbered(Left)];
            (int At, int Key, int Number)[] right = [.. Numbered(Right)];
            return Enumerable.Range(0, ticks).Select(now => WindowRun.Text(
                from l in left
                from r in right
                where l.Key == r.Key && Math.Abs(l.At - r.At) <= Within && Math.Max(l.At, r.At) == now
                select KeyValuePair.Create(l.Key, (l.Number, r.Number))));
        }

        public static IEnumerable<(int At, int Key, int Number)> Numbered(int[][] batches)
        {
            int number = 0;
            for (int at = 0; at < batches.Length; at++)
            {
                foreach (int key in batches[at])
                {
                    yield return (at, key, number++);
                }
            }
        }

        public override string ToString() => $"within {Within}, {Partitions} partitions: {Text(Left)} with {Text(Right)}";

        private static string Text(int[][] batches) => string.Join('|', batches.Select(batch => string.Join(' ', batch)));
    }

    [Property(MaxTest = 60)]
    public Property Every_match_is_given_once_when_the_later_record_comes() => Cases.ForAll(Case.All, x =>
    {
        using var engine = new Engine(x.Partitions);
        int ticks = Math.Max(x.Left.Length, x.Right.Length) + x.Within + 2;
        List<List<KeyValuePair<int, (int Left, int Right)>>> seen = Engine.Collect(
            Queue(engine, x.Left).JoinWithin(Queue(engine, x.Right), TimeSpan.FromSeconds(x.Within)));
        engine.Tick(ticks);
        Assert.Equal(x.Naive(ticks), seen.Select(WindowRun.Text));
    });

    [Fact]
    public void Streams_behind_windows_are_joined_by_their_slides()
    {
        using var engine = new Engine();
        DStream<(int Key, int Value)> left = engine.Queue<(int, int)>([(1, 10)], [], [], [], [], []);
        DStream<(int Key, int Value)> right = engine.Queue<(int, int)>([], [], [(1, 20)], [], [(1, 30)], []);
        TimeSpan two = TimeSpan.FromSeconds(2);
        List<List<KeyValuePair<int, (int Left, int Right)>>> seen =
            Engine.Collect(left.Window(two, two).JoinWithin(right.Window(two, two), two));
        engine.Tick(6);
        Assert.Equal([[], [new(1, (10, 20))], []], seen);
        ArgumentException refusal = Assert.Throws<ArgumentException>(() =>
            new Engine().Queue<(int, int)>([]).Window(two, two).JoinWithin(new Engine().Queue<(int, int)>([]), TimeSpan.FromSeconds(3)));
        Assert.Contains("2000 ms", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_received_stream_is_joined_with_itself_over_time()
    {
        using var engine = new Engine();
        var receiver = new Receiving.ScriptedReceiver<(int Key, int Value)>();
        DStream<(int Key, int Value)> input = engine.Context.ReceiverStream(receiver);
        List<List<KeyValuePair<int, (int Left, int Right)>>> seen = Engine.Collect(input.JoinWithin(input, TimeSpan.FromSeconds(1)));
        engine.Context.Start();
        foreach ((int Key, int Value)[] batch in ((int, int)[][])[[(1, 10)], [(1, 11), (2, 20)], [], [(2, 21)]])
        {
            receiver.Send(batch);
            receiver.WaitUntilStored();
            engine.Tick();
        }

        Assert.Equal(["[1, (10, 10)]", "[1, (10, 11)] [1, (11, 10)] [1, (11, 11)] [2, (20, 20)]", "", "[2, (21, 21)]"],
            seen.Select(WindowRun.Text));
    }

    [Fact]
    public void Text_is_kept_as_long_as_it_may_match()
    {
        using var engine = new Engine();
        const string key = "a key that is far too long to be held in a slice";
        DStream<Utf8Slice> left = engine.Context.TextQueueStream([key], [], []);
        DStream<Utf8Slice> right = engine.Context.TextQueueStream([], [], [key, "another key that is far too long"]);
        List<List<string>> seen = Engine.Collect(left.KeyBy(text => text).JoinWithin(right.KeyBy(text => text), TimeSpan.FromSeconds(2))
            .Map(pair => $"{pair.Key}={pair.Value.Left}={pair.Value.Right}"));
        engine.Tick(5);
        Assert.Equal([[], [], [$"{key}={key}={key}"], [], []], seen);
    }

    [Fact]
    public void A_batch_that_failed_fails_what_needs_it_and_nothing_else()
    {
        using var engine = new Engine(partitions: 1);
        DStream<(int Key, int Value)> left = engine.Queue<(int, int)>([(1, 0)], [(1, 1)], [(1, 2)], [(1, 3)], [(1, 4)])
            .Map(pair => pair.Item2 == 1 ? throw new InvalidDataException("broken") : pair);
        var failed = new List<bool>();
        engine.Context.BatchCompleted += batch => failed.Add(batch.Failures > 0);
        List<List<KeyValuePair<int, (int Left, int Right)>>> seen =
            Engine.Collect(left.JoinWithin(engine.Queue<(int, int)>([(1, 10)], [], [], [], [(1, 14)]), TimeSpan.FromSeconds(1)));
        engine.Tick(5);
        Assert.Equal([false, true, true, false, false], failed);
        Assert.Equal(["[1, (0, 10)]", "", "[1, (3, 14)] [1, (4, 14)]"], seen.Select(WindowRun.Text));
    }

    [Fact]
    public void What_cannot_be_joined_so_is_refused()
    {
        using var engine = new Engine();
        DStream<KeyValuePair<int, int>> pairs = engine.Queue<KeyValuePair<int, int>>([]);
        Assert.Throws<ArgumentException>(() => pairs.JoinWithin(pairs, TimeSpan.FromMilliseconds(1500)));
        Assert.Throws<ArgumentException>(() => pairs.JoinWithin(pairs, TimeSpan.FromSeconds(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => pairs.JoinWithin(pairs, TimeSpan.FromSeconds(1), partitions: 0));
        Assert.Throws<ArgumentNullException>(() => pairs.JoinWithin((DStream<KeyValuePair<int, int>>)null!, TimeSpan.FromSeconds(1)));
        Assert.Throws<ArgumentException>(() => pairs.JoinWithin(pairs.Window(TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2)),
            TimeSpan.FromSeconds(2)));
    }

    private static DStream<(int Key, int Number)> Queue(Engine engine, int[][] batches)
    {
        (int At, int Key, int Number)[] all = [.. Case.Numbered(batches)];
        return engine.Queue<(int, int)>(batches.Select((_, at) =>
            all.Where(record => record.At == at).Select(record => (record.Key, record.Number)).ToArray()));
    }
}
