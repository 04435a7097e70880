using System.Globalization;
using System.Text;
using HotStream.Tests.Streams;

namespace HotStream.Tests.Batches;

/// <summary>Inputs whose source has partitions: records are fed with their bytes, in place.</summary>
public sealed class RecordSourceTests
{
    [Theory]
    [InlineData(3, 5)]
    [InlineData(600, 100)]      // more than a block, more than a slab
    [InlineData(4, 40_000)]     // key and value of a record in two slabs
    [InlineData(3, 100_000)]    // larger than a standard slab
    public void Records_come_in_their_partition_and_order_whether_steps_behind_keep_them_or_not(int records, int bytes)
    {
        using var engine = new Engine(partitions: 2);
        var input = new Input(engine.Context, partition => Enumerable.Range(0, records).Select(i =>
            (Text(partition, i, bytes), Text(i, partition, bytes))));
        var kept = new List<string>();
        var passed = new List<string>();
        input.ForeachBatch(batch =>
        {
            Assert.Equal(3, batch.PartitionCount);
            kept.AddRange(batch.ToList().Select(record => $"{record.Key}={record.Value}"));
        });
        input.Map(record => $"{record.Key}={record.Value}").ForeachBatch(batch => passed.AddRange(batch.ToList()));
        engine.Tick();
        string[] expected = [.. Enumerable.Range(0, 3).SelectMany(partition =>
            Enumerable.Range(0, records).Select(i => $"{Text(partition, i, bytes)}={Text(i, partition, bytes)}"))];
        Assert.Equal(expected, kept);
        Assert.Equal(expected, passed);
        Assert.Equal(records * 3, Assert.Single(engine.Context.Progress.LastBatches[0].Inputs).Records);
    }

    [Fact]
    public void A_batch_that_wants_no_more_stops_reading_and_the_source_hears_of_its_end()
    {
        using var engine = new Engine(partitions: 1);
        int read = 0;
        int disposed = 0;
        var input = new Input(engine.Context, _ => Enumerable.Range(0, 100_000).Select(i =>
        {
            read = i;
            return ($"{i}", "a value of more than twelve bytes");
        }), () => disposed++);
        List<string> first = [];
        input.ForeachBatch(batch => first = [.. batch.Take(3).Select(record => record.Key.ToString())]);
        engine.Tick();
        Assert.Equal(["0", "1", "2"], first);
        Assert.InRange(read, 2, 10_000);
        engine.Tick();
        Assert.InRange(disposed, 1, 2);
    }

    [Fact]
    public void A_source_that_throws_fails_its_batch_only()
    {
        using var engine = new Engine(partitions: 2);
        bool fails = true;
        var input = new Input(engine.Context, partition => Enumerable.Range(0, 700).Select(i => fails && partition == 1 && i == 600
            ? throw new IOException("the source is gone") : ($"{i}", "a value of more than twelve bytes")));
        long seen = 0;
        input.ForeachBatch(batch => seen += batch.ToList().Count);
        engine.Tick();
        Assert.Contains("the source is gone", engine.Failure().ToString(), StringComparison.Ordinal);
        fails = false;
        engine.Tick();
        Assert.Equal(2100, seen);
    }

    [Fact]
    public void An_input_knows_the_limit_of_receivers_and_learns_from_batches()
    {
        using var engine = new Engine(with: options =>
        {
            options.ReceiverMaxRate = 3000;
            options.Backpressure = new BackpressureOptions { InitialRate = 2000 };
        });
        var input = new Input(engine.Context, _ => Enumerable.Range(0, 100).Select(i => ($"{i}", "")));
        input.Count().ForeachBatch(_ => engine.Clock.Advance(TimeSpan.FromMilliseconds(500)));
        engine.Tick();
        Assert.Equal(2000, input.Limit);
        engine.Tick(3);
        Assert.InRange(input.Limit!.Value, 100, 600); // 300 records in half a second
    }

    [Fact]
    public void An_input_hears_of_the_stop_that_waits_no_longer()
    {
        using var engine = new Engine();
        var input = new Input(engine.Context, _ => []);
        input.ForeachBatch(_ => { });
        engine.Tick();
        Assert.False(input.HeardOfStop);
        engine.Context.Stop();
        Assert.True(input.HeardOfStop);
    }

    private static string Text(int a, int b, int length) => string.Create(CultureInfo.InvariantCulture, $"{a} {b} ").PadRight(length, 'x');

    private readonly record struct Pair(Utf8Slice Key, Utf8Slice Value);

    private sealed class Input(StreamingContext context, Func<int, IEnumerable<(string Key, string Value)>> records, Action? end = null)
        : InputDStream<Pair>(context, "Pairs")
    {
        private CancellationToken _stopping;

        public double? Limit { get; private set; }

        public bool HeardOfStop => _stopping.IsCancellationRequested;

        protected override InputBatch<Pair> Read(BatchTime time)
        {
            _stopping = Stopping;
            Limit = RateLimit;
            var source = new Source(records, end);
            return InputBatch<Pair>.Of(source, source.Records);
        }
    }

    private sealed class Source(Func<int, IEnumerable<(string Key, string Value)>> records, Action? end) : IRecordSource<Pair>, IDisposable
    {
        public int PartitionCount => 3;

        public long Records
        {
            get
            {
                try
                {
                    return Enumerable.Range(0, 3).Sum(partition => (long)records(partition).Take(1000).Count());
                }
                catch (IOException)
                {
                    return 0;
                }
            }
        }

        public void Read(int partition, RecordFeed<Pair> feed)
        {
            foreach ((string key, string value) in records(partition))
            {
                if (feed.IsFull)
                {
                    return;
                }

                feed.Add(new Pair(feed.Store(Encoding.UTF8.GetBytes(key)), feed.Store(Encoding.UTF8.GetBytes(value))));
            }
        }

        public void Dispose() => end?.Invoke();
    }
}
