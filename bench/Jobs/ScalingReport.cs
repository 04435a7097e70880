namespace HotStream.Bench;

/// <summary>How jobs grow with partitions, each a thread of its own: 1, 2, 4 and so on, up to the processors there are.</summary>
internal static class ScalingReport
{
    private const int Keys = 1_000_000;

    public static int Run(BenchOptions options, TextWriter output)
    {
        var text = ZipfText.GetOrCreate(DataFolder.Find(options.Data), options.SizeMiB);
        var state = StateBatches.Make(Keys, batches: 40, touched: 200_000);
        (string Name, JobAnswer Answer, Func<int, JobOutcome> Run)[] jobs =
        [
            ("Words().CountByValue() of a file, M words/s", text.Answer, partitions => EngineWordCount.Words(text, partitions)),
            ("FlatMap, Map, ReduceByKey of a file, M words/s", text.Answer, partitions => EngineWordCount.Lambdas(text, partitions)),
            ("MapWithState, 1 M keys, batches of 200,000, M records/s", state.Answer, partitions => EngineState.Run(state, partitions)),
        ];
        int[] partitions = [.. Enumerable.Range(0, 10).Select(power => 1 << power).TakeWhile(count => count <= Environment.ProcessorCount)];
        var table = new TextTable(["job", .. partitions.Select(count => $">{count}"), ">last is"]);
        foreach (var (name, answer, run) in jobs)
        {
            var rates = partitions.ToDictionary(count => count, _ => new List<double>());
            for (var round = 0; round <= options.Runs; round++)
            {
                foreach (var count in partitions)
                {
                    var rate = Rate(() => run(count), answer, name);
                    if (round > 0)
                        rates[count].Add(rate);
                }
            }

            double[] medians = [.. partitions.Select(count => Median.Of(rates[count]))];
            table.Add([name, .. medians.Select(rate => rate.ToString("F1")), $"{medians[^1] / medians[0]:F1}x"]);
        }

        output.WriteLine($"{Environment.ProcessorCount} processors; partitions across, median of {options.Runs} interleaved runs");
        table.Write(output);
        return 0;
    }

    private static double Rate(Func<JobOutcome> run, JobAnswer answer, string name)
    {
        GC.Collect();
        var started = System.Diagnostics.Stopwatch.GetTimestamp();
        using var outcome = run();
        var elapsed = outcome.Elapsed ?? System.Diagnostics.Stopwatch.GetElapsedTime(started);
        return outcome.Answer() == answer ? outcome.Records / elapsed.TotalSeconds / 1e6
            : throw new InvalidOperationException($"{name} gave a wrong answer");
    }
}
