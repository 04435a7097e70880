using System.Globalization;
using System.Runtime.InteropServices;

namespace HotStream.Torture;

/// <summary>
/// The program that is killed: counts, state of both kinds, windows of both kinds and a join over the lines of files, into directories of
/// files and, where there is a server, into PostgreSQL. It says "batch" when outputs have run.
/// </summary>
internal static class TorturedProgram
{
    /// <summary>Lives until it is killed, or stopped by SIGTERM.</summary>
    /// <param name="root">Where everything is.</param>
    /// <param name="connection">How to reach PostgreSQL; empty for none.</param>
    /// <returns>The exit code: 0 only after a graceful stop without failures and dead letters.</returns>
    public static async Task<int> Live(string root, string connection)
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
                CheckpointInterval = TimeSpan.FromMilliseconds(Shape.CheckpointInterval),
                MissedBatchesMax = Shape.MissedBatchesMax,
                GracefulStopTimeout = TimeSpan.FromSeconds(50), // a busy machine is no failure
                DeadLetters = letter =>
                {
                    Interlocked.Increment(ref letters);
                    Console.Error.WriteLine(letter);
                },
            };
            var made = new StreamingContext("torture", Span(Shape.Interval), options);
            Build(made, root, connection);
            return made;
        });
        int batches = 0;
        context.BatchCompleted += batch =>
        {
            if (batch.Outputs.Count > 0 && Interlocked.Increment(ref batches) == 1)
            {
                Console.Out.WriteLine("batch");
            }
        };
        await context.RunAsync(stop.Token);
        return letters == 0 ? 0 : 3;
    }

    private static void Build(StreamingContext context, string root, string connection)
    {
        string Prefix(string name) => Path.Combine(Shape.Out(root), name);
        DStream<Utf8Slice> lines = context.TextFileStream(Shape.In(root), newFilesOnly: false, remember: TimeSpan.FromHours(1));
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

        if (connection.Length > 0)
        {
            counts.Transform((batch, time) => batch.Map(pair => new StoredRow(time.Milliseconds, pair.Key, pair.Value)))
                .SaveToPostgres(new PostgresOptions { ConnectionString = connection, Table = Shape.Table }, columns => columns
                    .Add("batch", row => row.Batch).Add("word", row => row.Word).Add("count", row => row.Count));
        }
    }

    private static string Text(string word, long count) => string.Create(CultureInfo.InvariantCulture, $"{word} {count}");

    private static TimeSpan Span(int milliseconds) => TimeSpan.FromMilliseconds(milliseconds);
}
