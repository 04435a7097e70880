using System.Globalization;
using System.Runtime.InteropServices;

namespace HotStream.Torture;

/// <summary>
/// The program that is killed: counts, state of both kinds, windows of both kinds, a join and learned models over the lines of files;
/// counts over what receivers get; into directories of files, rolling files and, where there are servers, databases. It says "batch" when
/// outputs have run, and "subscribed" when the broker has granted that.
/// </summary>
internal static class TorturedProgram
{
    /// <summary>Lives until it is killed, or stopped by SIGTERM.</summary>
    /// <param name="root">Where everything is.</param>
    /// <param name="addresses">Where records come from, and how to reach databases.</param>
    /// <returns>The exit code: 0 only after a graceful stop without failures and dead letters.</returns>
    public static async Task<int> Live(string root, IReadOnlyDictionary<string, string> addresses)
    {
        using var stop = new CancellationTokenSource();
        using var signal = PosixSignalRegistration.Create(PosixSignal.SIGTERM, received =>
        {
            received.Cancel = true;
            stop.Cancel();
        });
        int letters = 0;
        await using StreamingContext context = StreamingContext.GetOrCreate(Shape.Checkpoints(root), () =>
        {
            var options = new StreamingOptions
            {
                Partitions = 2,
                TimeProvider = MovedTime.Current,
                CheckpointInterval = TimeSpan.FromMilliseconds(Shape.CheckpointInterval),
                MissedBatchesMax = Shape.MissedBatchesMax,
                ReceiverRestartDelay = TimeSpan.FromMilliseconds(50),
                LogSegmentBytes = Shape.LogSegmentBytes,
                GracefulStopTimeout = TimeSpan.FromSeconds(50), // a busy machine is no failure
                DeadLetters = letter =>
                {
                    Interlocked.Increment(ref letters);
                    Console.Error.WriteLine(letter);
                },
            };
            var made = new StreamingContext("torture", Span(Shape.Interval), options);
            Build(made, root, addresses);
            return made;
        });
        int batches = 0;
        context.BatchCompleted += batch =>
        {
            if (batch.Outputs.Count > Shape.Models && Interlocked.Increment(ref batches) == 1)
            {
                Console.Out.WriteLine("batch");
            }
        };
        await context.RunAsync(stop.Token);
        return letters == 0 ? 0 : 3;
    }

    private static void Build(StreamingContext context, string root, IReadOnlyDictionary<string, string> addresses)
    {
        string Prefix(string name) => Path.Combine(Shape.Out(root), name);
        DStream<Utf8Slice> lines = context.TextFileStream(Shape.In(root), newFilesOnly: false, remember: 3 * MovedClock.Range);
        lines.Map(line => line.ToString()).SaveAsTextFiles(Prefix(Shape.Lines));

        DStream<Utf8Slice> words = lines.Words().Filter(word => !Sender.IsNumber(word));
        words.CountByValue()
            .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
            .Named("totals")
            .Map(total => Text(total.Key.ToString(), total.Value))
            .SaveAsTextFiles(Prefix(Shape.Totals));

        DStream<KeyValuePair<string, long>> counts = words.Map(word => KeyValuePair.Create(word.ToString(), 1L))
            .ReduceByKey((a, b) => a + b);
        counts.MapWithState(StateSpec.Function((string word, Optional<long> count, State<long> sum) =>
            {
                long total = sum.GetOption().GetValueOrDefault(0) + count.GetValueOrDefault(0);
                sum.Update(total);
                return Text(word, total);
            }))
            .Named("running")
            .SaveAsTextFiles(Prefix(Shape.Running));

        counts.Join(words.Map(word => word.ToString()).Window(Span(Shape.Kept.Length), Span(Shape.Kept.Slide)).CountByValue())
            .Map(pair => Text(pair.Key, pair.Value.Left) + " " + pair.Value.Right.ToString(CultureInfo.InvariantCulture))
            .SaveAsTextFiles(Prefix(Shape.Joined));

        counts.ReduceByKeyAndWindow((a, b) => a + b, (a, b) => a - b, Span(Shape.Inverse.Length), Span(Shape.Inverse.Slide),
                filter: pair => pair.Value != 0)
            .Map(pair => Text(pair.Key, pair.Value))
            .SaveAsTextFiles(Prefix(Shape.InverseWindow));

        counts.ReduceByKeyAndWindow((a, b) => a + b, Span(Shape.Folded.Length), Span(Shape.Folded.Slide))
            .Map(pair => Text(pair.Key, pair.Value))
            .SaveAsTextFiles(Prefix(Shape.FoldedWindow));

        Learn(lines, context.LongAccumulator("lines").Keep(), Prefix(Shape.Learned));

        DStream<string> received = Receive(context, addresses);
        received.SaveAsTextFiles(Prefix(Shape.Received));
        received.Map(id => KeyValuePair.Create(Shape.KeyOf(id), 1L))
            .UpdateStateByKey((IReadOnlyList<long> now, Optional<long> before) =>
                Optional<long>.Some(before.GetValueOrDefault(0) + now.Sum()))
            .Named("received")
            .Map(total => Text(total.Key, total.Value))
            .SaveAsTextFiles(Prefix(Shape.ReceivedTotals));

        DStream<StoredRow> rows =
            counts.Transform((batch, time) => batch.Map(pair => new StoredRow(time.Milliseconds, pair.Key, pair.Value)));
        rows.Map(row => row.ToLine())
            .SaveAsRollingFiles(new RollingFileOptions { Directory = Shape.Rolled(root), RollBytes = Shape.RolledBytes });
        if (addresses.TryGetValue(StoredSystem.Postgres, out string? postgres))
        {
            rows.SaveToPostgres(new PostgresOptions { ConnectionString = postgres, Table = Shape.Table }, columns => columns
                .Add("batch", row => row.Batch).Add("word", row => row.Word).Add("count", row => row.Count));
        }

        foreach (StoredSystem system in StoredSystem.All)
        {
            if (addresses.TryGetValue(system.Name, out string? address))
            {
                system.Write(rows, address);
            }
        }
    }

    /// <summary>Trains two models, and writes what they are before each batch, and how many lines were counted before it.</summary>
    private static void Learn(DStream<Utf8Slice> lines, LongAccumulator counted, string prefix)
    {
        StreamingKMeans clusters = new StreamingKMeans().SetInitialCenters(Shape.Centers, [1, 1, 1]).Named("clusters");
        clusters.TrainOn(lines.Map(line => Shape.PointOf(line.ToString())));
        StreamingLinearRegression regression = new StreamingLinearRegression().SetInitialWeights(0, 0).SetStepSize(Shape.StepSize)
            .SetNumIterations(Shape.Iterations).SetConvergenceTol(0);
        regression.TrainOn(lines.Map(line => Shape.ExampleOf(line.ToString())));
        lines.Filter(_ =>
        {
            counted.Add(1);
            return true;
        }).ForeachBatch(batch => batch.Count());
        lines.Transform(batch =>
        {
            StreamingKMeansModel model = clusters.LatestModel;
            string[] written =
            [
                Numbers("centers", Enumerable.Range(0, model.K).SelectMany(cluster => model.Center(cluster).ToArray())),
                Numbers("weights", regression.LatestModel.Weights.ToArray()),
                Numbers("kept", [counted.Value]),
            ];
            return batch.MapPartitions(_ => written);
        }).SaveAsTextFiles(prefix);
    }

    private static DStream<string> Receive(StreamingContext context, IReadOnlyDictionary<string, string> addresses)
    {
        int Port(string name) => int.Parse(addresses[name], CultureInfo.InvariantCulture);
        DStream<string> Listen(string name, HttpAcknowledge acknowledge) =>
            context.HttpListener(Port(name), new HttpListenerOptions { Acknowledge = acknowledge }).Named(name)
                .Map(line => Shape.IdOf(line.ToString()));
        DStream<string> numbered = context.ReceiverStream(new NumberedReceiver(Port(Addresses.Numbered))).Named("numbered").Map(Shape.IdOf);
        DStream<string> socket = context.SocketTextStream("127.0.0.1", Port(Addresses.Socket)).Named("socket").Map(line => line.ToString());
        DStream<string> folded = context.SocketTextStream("127.0.0.1", Port(Addresses.Folded)).Named("folded").Words().CountByValue()
            .FlatMap(count => Enumerable.Repeat(count.Key.ToString(), (int)count.Value));
        List<DStream<string>> all =
        [
            numbered, socket, folded,
            Listen(Addresses.Posted, HttpAcknowledge.Durable), Listen(Addresses.Settled, HttpAcknowledge.Committed),
        ];
        if (addresses.TryGetValue(Addresses.Broker, out string? broker))
        {
            var options = new MqttOptions
            {
                ClientId = "torture",
                SessionExpiry = TimeSpan.FromDays(1),
                OnSubscribed = () => Console.Out.WriteLine("subscribed"),
            };
            var topic = new MqttTopic(MqttSender.Topic, MqttQos.AtLeastOnce);
            all.Add(context.MqttStream(broker, [topic], options).Named("mqtt").Map(payload => payload.ToString()));
        }

        foreach (KeptSystem system in KeptSystem.All)
        {
            if (addresses.TryGetValue(system.Name, out string? address))
            {
                all.Add(system.Read(context, address).Named(system.Name).Map(payload => payload.ToString()));
            }
        }

        if (addresses.TryGetValue(StoredSystem.Postgres, out string? postgres))
        {
            all.Add(context.PostgresChangeStream(postgres, PostgresRows.Changes, PostgresRows.Changes).Named("changes")
                .Map(change => change.Row.ToString().Split('"')[3])); // {"line":"p0.17"}
        }

        return context.Union([.. all]);
    }

    private static string Numbers(string name, IEnumerable<double> numbers) =>
        name + string.Concat(numbers.Select(number => string.Create(CultureInfo.InvariantCulture, $" {number:R}")));

    private static string Text(string word, long count) => string.Create(CultureInfo.InvariantCulture, $"{word} {count}");

    private static TimeSpan Span(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
