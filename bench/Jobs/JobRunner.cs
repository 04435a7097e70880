using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Runs one job: first every system once with its answer checked against the reference (which also warms it up), then
/// the timed runs, interleaved A B C A B C so that a slow minute of the machine falls on all alike, each answer checked
/// again outside its time. Medians are reported. Nothing is pinned, and no time decides whether a row is right.
/// </summary>
internal sealed class JobRunner(BenchOptions options, TextWriter progress)
{
    private const int WarmUps = 3;
    private static readonly TimeSpan s_shortRun = TimeSpan.FromSeconds(3);

    public IReadOnlyList<JobRow> Run(Job job, JobInput input)
    {
        var entries = input.Systems
            .Where(system => system.Kind is RowKind.Loop or RowKind.Limit
                || system.Name.Contains(options.Systems, StringComparison.Ordinal))
            .Select(system => new Entry(system))
            .ToArray();
        if (entries.Length == 0)
        {
            string names = string.Join(", ", input.Systems.Select(system => system.Name));
            throw new UsageException($"no system of {job.Name} has '{options.Systems}' in its name; there are {names}");
        }

        foreach (var entry in entries)
            Check(entry);
        for (var run = 0; run < options.Runs; run++)
        {
            foreach (var entry in entries.Where(entry => entry.Timed))
                Measure(entry);
        }

        return [.. entries.Select(entry => ToRow(job, entry))];
    }

    private void Check(Entry entry)
    {
        progress.WriteLine($"  checking {entry.System.Name}");
        if (entry.System.WhyNotAvailable() is { } reason)
        {
            entry.Note = $"not available: {reason}";
            return;
        }

        try
        {
            long started = Stopwatch.GetTimestamp();
            using (var outcome = entry.System.Run())
                CheckAnswer(entry, outcome);
            entry.Timed = entry.Matches != false; // a wrong answer has no rate
            if (entry.Timed && !options.IsQuick && Stopwatch.GetElapsedTime(started) < s_shortRun)
                WarmUp(entry.System);
        }
        catch (Exception error)
        {
            Fail(entry, error);
        }
    }

    /// <summary>Short runs again, so that the JIT has compiled their loops for good: the same for every system.</summary>
    private static void WarmUp(IJobSystem system)
    {
        for (var run = 0; run < WarmUps; run++)
        {
            system.Run().Dispose();
            Thread.Sleep(200); // the JIT compiles in the background
        }
    }

    private void Measure(Entry entry)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        try
        {
            var allocated = GC.GetTotalAllocatedBytes(precise: true);
            var clock = Stopwatch.GetTimestamp();
            using var outcome = entry.System.Run();
            var elapsed = outcome.Elapsed ?? Stopwatch.GetElapsedTime(clock);
            allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
            CheckAnswer(entry, outcome);
            entry.Rates.Add(outcome.Records / elapsed.TotalSeconds / 1e6);
            if (outcome.AllocatesHere)
                entry.Bytes.Add((double)(outcome.AllocatedBytes ?? allocated) / outcome.Records);
            if (outcome.CpuTime is { } cpu)
                entry.Cpu.Add(cpu.TotalNanoseconds / outcome.Records);
            if (outcome.BusiestThread is { } thread)
                entry.Busiest.Add(thread.TotalNanoseconds / outcome.Records);
            progress.WriteLine($"  {entry.System.Name}: {entry.Rates[^1].ToString(entry.Rates[^1] < 1 ? "F3" : "F1")}");
        }
        catch (Exception error)
        {
            Fail(entry, error);
        }
    }

    private static void CheckAnswer(Entry entry, JobOutcome outcome)
    {
        if (entry.System.Expected is not { } expected || entry.Matches == false)
            return;
        var answer = outcome.Answer();
        entry.Matches = answer == expected && outcome.Records == expected.Total;
        if (entry.Matches == false)
            entry.Note = $"answered {answer} for {outcome.Records} records, expected {expected}";
    }

    private static void Fail(Entry entry, Exception error)
    {
        entry.Matches = false;
        entry.Timed = false;
        entry.Note = $"failed: {error.Message}";
    }

    private static JobRow ToRow(Job job, Entry entry)
    {
        var system = entry.System;
        double? cpu = entry.Cpu.Count > 0 ? Median.Of(entry.Cpu) : null;
        double? busiest = entry.Busiest.Count > 0 ? Median.Of(entry.Busiest) : null;
        var notes = new[]
        {
            entry.Note, cpu is null ? "" : $"CPU {cpu:F0} ns a record",
            busiest is null ? "" : $"busiest thread {busiest:F1} ns a record", system.Note,
        }.Where(note => note.Length > 0);
        double? median = entry.Rates.Count > 0 ? Median.Of(entry.Rates) : null;
        double? allocated = entry.Bytes.Count > 0 ? Median.Of(entry.Bytes) : null;
        return new JobRow(job.Name, system.Name, job.Unit, median, entry.Rates, allocated, entry.Matches, string.Join("; ", notes))
        {
            CpuNanosecondsPerRecord = cpu,
            Kind = system.Kind,
            InputBytesPerRecord = system.InputBytesPerRecord,
        };
    }

    private sealed class Entry(IJobSystem system)
    {
        public IJobSystem System => system;

        public List<double> Rates { get; } = [];

        public List<double> Bytes { get; } = [];

        public List<double> Cpu { get; } = [];

        public List<double> Busiest { get; } = [];

        public bool? Matches { get; set; }

        public bool Timed { get; set; }

        public string Note { get; set; } = "";
    }
}
