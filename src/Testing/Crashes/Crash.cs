namespace HotStream.Testing;

/// <summary>Kills a program at every moment of every batch, and compares what comes out with what one life gives.</summary>
public static class Crash
{
    /// <summary>
    /// Runs a program once without a crash; then, for each <see cref="CrashMoment"/>, once with a crash in each batch, and once with a
    /// crash in all of them. Each batch must give the same each time.
    /// </summary>
    /// <typeparam name="T">Type of the records; they are compared by their text, as <see cref="RecordText"/> writes it.</typeparam>
    /// <param name="program">Makes the streams; called for each life, with a new context. What it reads must be there to be read again:
    /// a <see cref="ReplayableSource{T}"/>, files.</param>
    /// <param name="options">How it lives; null for the defaults.</param>
    /// <returns>What was done, and what one life gives.</returns>
    /// <exception cref="BrokenLawException">A crash changes what comes out. The message says which, where and how.</exception>
    /// <exception cref="BatchFailedException">A batch failed by itself.</exception>
    public static CrashReport Everywhere<T>(Func<StreamingContext, DStream<T>> program, CrashOptions? options = null)
    {
        options ??= new CrashOptions();
        return Compare(() => CrashRun.Of(program, options), options, run => new CrashOutputs(run.Output, options.InOrder));
    }

    /// <summary>
    /// The same for a program with outputs of its own: what the target holds after each run must be what it holds after one life.
    /// </summary>
    /// <param name="program">Makes streams and outputs; called for each life, with a new context.</param>
    /// <param name="stored">What the target holds, a line each; asked when a run is over. Order does not count, unless
    /// <see cref="CrashOptions.InOrder"/>.</param>
    /// <param name="options">How it lives; <see cref="CrashOptions.BeforeRun"/> must empty the target.</param>
    /// <returns>What was done, and what the target holds after one life.</returns>
    /// <exception cref="BrokenLawException">A crash changes what the target holds.</exception>
    /// <exception cref="BatchFailedException">A batch failed by itself.</exception>
    public static CrashReport Everywhere(Action<StreamingContext> program, Func<IEnumerable<string>> stored, CrashOptions options)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(options);
        return Compare(() => new CrashRun(program, options), options, _ => new CrashOutputs(stored(), options.InOrder));
    }

    private static CrashReport Compare(Func<CrashRun> begin, CrashOptions options, Func<CrashRun, CrashOutputs> look)
    {
        CrashOutputs expected;
        using (CrashRun one = begin())
        {
            one.Live(options.Batches, graceful: true);
            expected = look(one);
        }

        int crashes = 0;
        int lives = 1;
        var reached = new SortedSet<CrashMoment>();
        foreach (CrashMoment moment in Enum.GetValues<CrashMoment>())
        {
            for (int batch = 1; batch <= options.Batches; batch++)
            {
                Run($"After a crash at {moment} of batch {batch}", [batch]);
            }

            Run($"After crashes at {moment} of every batch", [.. Enumerable.Range(1, options.Batches)]);

            void Run(string what, int[] batches)
            {
                using CrashRun run = begin();
                foreach (int batch in batches)
                {
                    lives++;
                    if (run.LiveUntil(moment, batch))
                    {
                        crashes++;
                        reached.Add(moment);
                    }
                }

                lives++;
                run.Live(options.Batches - run.Batches, graceful: true);
                look(run).ThrowIfNot(expected, what);
            }
        }

        return new CrashReport(crashes, lives, [.. reached], expected.Batches);
    }
}
