namespace HotStream.Bench;

/// <summary>
/// Every job and its systems, in table order; the first row is what the others are compared with. A new system is one
/// line: a name, a kind, the input and a function from the input to an outcome.
/// </summary>
internal sealed class JobCatalog(BenchOptions options)
{
    private const int SampleMiB = 32;
    private const int ManyKeys = 1_000_000;
    private const int StateBatchCount = 300;
    private const int TouchedKeys = 10_000;
    private const long LoopItems = 200_000_000;
    private const long ChannelItems = 10_000_000;
    private const string DuckNote = "second process, query time only";

    private static readonly (string Name, int Keys)[] s_keyCounts = [("10", 10), ("10k", 10_000), ("1M", ManyKeys), ("10M", 10 * ManyKeys)];

    private readonly string _data = DataFolder.Find(options.Data);

    public IReadOnlyList<Job> Jobs =>
    [
        new Job("wordcount-file", WordCountFile) { Unit = "M words/s" },
        new Job("wordcount-tcp", WordCountTcp) { Unit = "M words/s" },
        .. s_keyCounts.Select(k => new Job($"aggregate-long-{k.Name}", () => AggregateLong(k.Keys)) { Unit = "M rows/s" }),
        .. s_keyCounts.Select(k => new Job($"aggregate-string-{k.Name}", () => AggregateString(k.Keys)) { Unit = "M rows/s" }),
        new Job("map-with-state", MapWithState) { Unit = "M records/s" },
        new Job("ring-handover", RingHandover) { Unit = "M items/s" },
        .. WindowJobs.All,
        .. MqttJobs.All(options, _data),
        .. KafkaJobs.All,
        .. FormatJobs.All,
        .. FrameJobs.All(_data),
        .. SinkJobs.All,
        .. PostgresJobs.All(options),
        .. QueueJobs.All(options),
    ];

    private JobInput WordCountFile()
    {
        var text = ZipfText.GetOrCreate(_data, options.SizeMiB);
        var sample = ZipfText.Sample(text, SampleMiB);
        var duck = new DuckDb(_data);
        return new JobInput(
            [
                Row("HotStream Words().CountByValue()", RowKind.Engine, text, t => EngineWordCount.Words(t, 1), note: "1 partition"),
                Row("HotStream Words().CountByValue(), 2 partitions", RowKind.Engine, text,
                    t => EngineWordCount.Words(t, 2), note: "2 threads"),
                Row("HotStream FlatMap, Map, ReduceByKey", RowKind.Engine, text, t => EngineWordCount.Lambdas(t, 1),
                    note: "1 partition, 3 lambdas a word"),
                Row("HotStream FlatMap, Map, ReduceByKey, 2 partitions", RowKind.Engine, text,
                    t => EngineWordCount.Lambdas(t, 2), note: "2 threads"),
                Row("hand-written loop", RowKind.Loop, text, WordCountLoop.Run),
                Row("C# spans, AlternateLookup", RowKind.Peer, text, CarefulWordCount.Run),
                Row("C# ReadLines, Split, Dictionary", RowKind.Peer, text, NaiveWordCount.Run),
                Row("LINQ SelectMany, CountBy", RowKind.Peer, sample, LinqWordCount.Run),
                Row("Channels, 256 lines an item", RowKind.Peer, sample, ChannelWordCount.Run, note: "2 threads"),
                Row("TPL Dataflow, a line an item", RowKind.Peer, sample, DataflowWordCount.Run, note: "2 threads"),
                Row("System.Reactive GroupBy, Count", RowKind.Peer, sample, RxWordCount.Run),
                Row("DuckDB, 1 thread", RowKind.Peer, text, t => duck.WordCount(t, 1), duck.WhyNotAvailable, DuckNote),
                Row("DuckDB, 2 threads", RowKind.Peer, text, t => duck.WordCount(t, 2), duck.WhyNotAvailable, DuckNote),
                Row("file read only", RowKind.Limit, text, FileReadLimit.Run),
            ],
            [
                $"text: {text.Describe()}",
                $"sample: its first {sample.Bytes / 1048576.0:F0} MiB",
                "limit: the file read from the page cache, unused",
            ]);

        JobSystem Row(
            string name,
            RowKind kind,
            TextFile input,
            Func<TextFile, JobOutcome> run,
            Func<string?>? unavailable = null,
            string note = "") => new(name, kind, kind == RowKind.Limit ? null : input.Answer, () => run(input))
            {
                InputBytesPerRecord = input.BytesPerWord,
                Unavailable = unavailable,
                Note = string.Join("; ", new[] { input == text ? "" : "sample", note }.Where(part => part.Length > 0)),
            };
    }

    private JobInput WordCountTcp()
    {
        var text = ZipfText.GetOrCreate(_data, options.SizeMiB);
        var sender = TcpSenderProcess.Start(text);
        return new JobInput(
            [
                Row("HotStream SocketTextStream, Words().CountByValue()", RowKind.Engine, s => EngineWordCountTcp.Run(s, 1)),
                Row("HotStream SocketTextStream, Words().CountByValue(), logged", RowKind.Engine, s => EngineWordCountTcp.Logged(s, 1)),
                Row("HotStream FlatMap, Map, ReduceByKey, 2 partitions, in order", RowKind.Engine,
                    s => EngineWordCountTcp.Lambdas(s, 2, keepOrder: true)),
                Row("HotStream FlatMap, Map, ReduceByKey, 2 partitions, dealt", RowKind.Engine,
                    s => EngineWordCountTcp.Lambdas(s, 2, keepOrder: false)),
                Row("hand-written loop", RowKind.Loop, s => WordCountLoopTcp.Run(s.EndPoint)),
                Row("C# spans, AlternateLookup", RowKind.Peer, s => CarefulWordCount.RunTcp(s.EndPoint)),
                Row("C# ReadLine, Split, Dictionary", RowKind.Peer, s => NaiveWordCount.RunTcp(s.EndPoint)),
                Row("drain by PipeReader, unread", RowKind.Peer, PipeDrain.Run),
                Row("drain only", RowKind.Limit, TcpDrainLimit.Run),
            ],
            [$"text: {text.Describe()}, from another process", "limit: the stream received in the same way, unused"])
        { Owned = [sender] };

        JobSystem Row(string name, RowKind kind, Func<TcpSenderProcess, JobOutcome> run) =>
            new(name, kind, kind == RowKind.Limit ? null : text.Answer, () => run(sender))
            {
                InputBytesPerRecord = text.BytesPerWord,
            };
    }

    /// <summary>So many keys that most come only a few times: twice as many rows, as far as memory goes.</summary>
    private static int RowsFor(int keyCount, int rows) => keyCount > ManyKeys ? rows * 2 : rows;

    private JobInput AggregateLong(int keyCount)
    {
        var rows = KeyRows.Longs(keyCount, RowsFor(keyCount, options.Rows));
        RadixAggregateLoop[] owned = keyCount >= ManyKeys ? [new RadixAggregateLoop(rows)] : [];
        return new JobInput(
            [
                Row("HotStream GroupTable", RowKind.Engine, EngineAggregate.Run),
                Row("hand-written loop", RowKind.Loop, AggregateLoop.Run),
                .. owned.Select(radix => Row("hand-written loop, 16 M rows parted", RowKind.Loop, _ => radix.Run())),
                Row("C# Dictionary, ref to the value", RowKind.Peer, DictionaryAggregate.Run),
                Row("memory read only", RowKind.Limit, r => MemoryRead.Columns(r.Keys, r.Values)),
            ],
            [
                $"{rows.Count:N0} rows of 16 B, {rows.Answer.Distinct:N0} sparse random keys",
                "limit: both columns read from memory, unused",
            ])
        { Owned = owned };

        JobSystem Row(string name, RowKind kind, Func<LongRows, JobOutcome> run) =>
            new(name, kind, kind == RowKind.Limit ? null : rows.Answer, () => run(rows)) { InputBytesPerRecord = 16 };
    }

    private JobInput AggregateString(int keyCount)
    {
        var rows = KeyRows.Strings(keyCount, RowsFor(keyCount, options.Rows / 2));
        Utf8Slice[] slices = EngineAggregate.Slices(rows);
        return new JobInput(
            [
                Row("HotStream GroupTable", RowKind.Engine, r => EngineAggregate.Run(slices, r)),
                Row("hand-written loop", RowKind.Loop, AggregateStringLoop.Run),
                Row("C# Dictionary, ref to the value", RowKind.Peer, DictionaryAggregate.Run, "keys are shared string instances"),
                Row("memory read only", RowKind.Limit, r => MemoryRead.Columns(r.Views, r.Values)),
            ],
            [
                $"{rows.Count:N0} rows of 24 B, {rows.Answer.Distinct:N0} keys of 8-12 letters",
                "limit: views and values read from memory, unused",
            ]);

        JobSystem Row(string name, RowKind kind, Func<StringRows, JobOutcome> run, string note = "") =>
            new(name, kind, kind == RowKind.Limit ? null : rows.Answer, () => run(rows)) { InputBytesPerRecord = 24, Note = note };
    }

    private static JobInput MapWithState()
    {
        var batches = StateBatches.Make(ManyKeys, StateBatchCount, TouchedKeys);
        return new JobInput(
            [
                Row("HotStream MapWithState", RowKind.Engine, b => EngineState.Run(b, 1), "1 partition"),
                Row("HotStream MapWithState, 2 partitions", RowKind.Engine, b => EngineState.Run(b, 2), "2 threads"),
                Row("HotStream MapWithState, durable", RowKind.Engine, b => EngineState.Run(b, 1, isDurable: true),
                    "each batch synced, a checkpoint after every tenth"),
                Row("C# Dictionary, ref to the value", RowKind.Peer, DictionaryState.Run,
                    "keys are shared string instances; nothing can be undone"),
            ],
            [$"{ManyKeys:N0} keys of 8-12 letters held, {TouchedKeys:N0} records a batch, {StateBatchCount} batches; loading the state is "
            + "not timed, opening and ending a batch is"]);

        JobSystem Row(string name, RowKind kind, Func<StateBatches, JobOutcome> run, string note) =>
            new(name, kind, batches.Answer, () => run(batches)) { InputBytesPerRecord = 24, Note = note };
    }

    private static JobInput RingHandover()
    {
        return new JobInput(
            [
                Row("HotStream ring, 64 a batch", RowKind.Engine, LoopItems, EngineRing.Run),
                Row("hand-written ring, 64 a batch", RowKind.Loop, LoopItems, RingLoop.Run),
                Row("Channel, bounded", RowKind.Peer, ChannelItems, ChannelHandover.RunBounded),
                Row("Channel, unbounded", RowKind.Peer, ChannelItems, ChannelHandover.RunUnbounded),
            ],
            ["numbers of 8 B from one thread to another", $"a hop between threads: {new PingPongLimit().Measure().Median:F0} ns"]);

        JobSystem Row(string name, RowKind kind, long count, Func<HandoverItems, JobOutcome> run)
        {
            var items = new HandoverItems(count);
            var note = $"{count / 1_000_000} M items";
            return new(name, kind, items.Answer, () => run(items)) { InputBytesPerRecord = sizeof(long), Note = note };
        }
    }
}
