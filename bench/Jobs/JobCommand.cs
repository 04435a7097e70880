namespace HotStream.Bench;

/// <summary>The verb jobs: prepares, runs and prints each job asked for.</summary>
internal static class JobCommand
{
    /// <summary>Returns 1 when an answer was wrong; how fast it came never matters here.</summary>
    public static int Run(BenchOptions options, TextWriter output, TextWriter progress)
    {
        var jobs = new JobCatalog(options).Jobs;
        var wanted = jobs.Where(job => job.Name.StartsWith(options.Only, StringComparison.Ordinal)).ToArray();
        if (wanted.Length == 0)
            throw new UsageException($"no job starts with '{options.Only}'; there are {string.Join(", ", jobs.Select(job => job.Name))}");

        var all = new List<JobRow>();
        foreach (var job in wanted)
        {
            progress.WriteLine($"{job.Name}: preparing");
            using (var input = job.Prepare())
            {
                var rows = new JobRunner(options, progress).Run(job, input);
                JobReport.Print(job, input, rows, output);
                all.AddRange(rows);
            }

            GC.Collect(); // the next job's input is as large again
        }

        if (options.Json is { } path)
            JobReport.WriteJson(path, all);
        return all.Any(row => row.AnswerMatches == false) ? 1 : 0;
    }
}
