using HotStream.Testing;
using Reading = HotStream.Tests.Recovery.MemoryPackCodecTests.Reading;

namespace HotStream.Tests.Readme;

/// <summary>The code of docs/your-tests.md that uses the kit, and of the page of HotStream.MemoryPack.</summary>
public sealed class ReadmeKit
{
    [Fact]
    public void A_crash_at_every_moment_leaves_the_totals_of_the_document()
    {
        // readme: crash-everywhere
        var words = new ReplayableSource<string>(["to", "be"], ["or"], ["not", "to"], ["be"]);
        CrashReport report = Crash.Everywhere(context => words.Open(context)
            .CountByValue()
            .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum())));
        IReadOnlyList<string> totals = report.Outputs[new BatchTime(4000)];      // (be,2), (not,1), (or,1), (to,2)
        // end
        Assert.Equal(["(be,2)", "(not,1)", "(or,1)", "(to,2)"], totals);
    }

    [Fact]
    public void A_batch_that_failed_comes_again()
    {
        var words = new ReplayableSource<string>(["to", "be"], ["or"], ["not", "to"], ["be"]);

        // readme: recording-sink
        var table = new RecordingSink<string>();
        table.FailNext();                                                        // the next batch fails
        using var run = new CrashRun(context => words.Open(context).WriteTo(table.Open()));
        try
        {
            run.Live(1);
        }
        catch (BatchFailedException)
        {
            run.Live(3, graceful: true);                                         // the batch that failed comes again, then new ones
        }
        // end
        Assert.Equal(["to", "be", "or", "not", "to", "be"], table.Records);
        Assert.Equal(1, table.CommitsOf(new BatchTime(1000)));
    }

    [Fact]
    public void The_contracts_of_the_document_hold()
    {
        var words = new ReplayableSource<string>(["to", "be"], ["or"], ["not", "to"], ["be"]);
        var target = new Target();

        // readme: contracts
        SourceContract.Check(new SourceUnderTest<string> { Open = words.Open }).ThrowIfBroken();
        ContractReport laws = SinkContract.Check(new SinkUnderTest<int>
        {
            Write = stream => stream.WriteTo(new MySink(target)),
            Stored = () => target.Rows,
            Record = number => number,
            Poison = [-1],
        }).ThrowIfBroken();
        // end
        Assert.Contains("holds: a batch that is delivered twice is there once", laws.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_codec_of_MemoryPack_is_added()
    {
        var options = new StreamingOptions();

        // readme: memorypack
        options.Codecs.Add(new MemoryPackCodec<Reading>());
        // end
        Assert.Equal("Reading as memorypack", options.Codecs.GrowingArray<Reading>("x").Name);
    }

    /// <summary>Rows by the part of a batch that wrote them.</summary>
    private sealed class Target
    {
        private readonly SortedDictionary<(long, int), int[]> _parts = [];

        public IEnumerable<int> Rows
        {
            get
            {
                lock (_parts)
                {
                    return [.. _parts.Values.SelectMany(rows => rows)];
                }
            }
        }

        public void Replace(BatchTime time, int partition, int[] rows)
        {
            lock (_parts)
            {
                _parts[(time.Milliseconds, partition)] = rows;
            }
        }
    }

    private sealed class MySink(Target target) : Sink<int>("mine")
    {
        protected internal override SinkWriter<int> OpenWriter(SinkPartition partition) => new Writer(target, partition);

        private sealed class Writer(Target target, SinkPartition partition) : SinkWriter<int>
        {
            private readonly List<int> _rows = [];
            private BatchTime _time;

            protected internal override void Begin(BatchTime time)
            {
                _rows.Clear();
                _time = time;
            }

            protected internal override void Write(ReadOnlySpan<int> records)
            {
                foreach (int record in records)
                {
                    if (record < 0)
                    {
                        partition.Reject("mine", _time, _rows.Count, "negative", "-1"u8);
                    }
                    else
                    {
                        _rows.Add(record);
                    }
                }
            }

            protected internal override Task CompleteAsync(CancellationToken stop)
            {
                target.Replace(_time, partition.Index, [.. _rows]);
                return Task.CompletedTask;
            }

            protected internal override void Abort() => _rows.Clear();
        }
    }
}
