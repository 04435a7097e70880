using System.Diagnostics;

namespace HotStream.Bench;

/// <summary>
/// Runs one job: first every system once with its answer checked against the reference (which also warms it up), then
/// the timed runs, interleaved A B C A B C so that a slow minute of the machine falls on all alike. Medians are reported. Nothing
/// is pinned, and no time decides whether a row is right.
/// </summary>
internal sealed class JobRunner(int runs, TextWriter progress)
{
    public IReadOnlyList<JobRow> Run(Job job, JobInput input)
    {
        var entries = input.Systems.Select(system => new Entry(system)).ToArray();
        foreach (var entry in entries)
            Check(entry);
        for (var run = 0; run < runs; run++)
        {
            foreach (var entry in entries.Where(entry => entry.Timed))
            {
                var (rate, bytes) = Measure(entry);
                entry.Rates.Add(rate);
                entry.Bytes.Add(bytes);
            }
        }

        return [.. entries.Select(entry => ToRow(job, entry))];
    }

    private void Check(Entry entry)
    {
        var system = entry.System;
        progress.WriteLine($"  checking {system.Name}");
        if (system.WhyNotAvailable() is { } reason)
        {
            entry.Note = $"not available: {reason}";
            return;
        }

        try
        {
            using var outcome = system.Run();
            if (system.Expected is { } expected)
            {
                var answer = outcome.Answer();
                entry.Matches = answer == expected && outcome.Records == expected.Total;
                if (entry.Matches == false)
                    entry.Note = $"answered {answer} for {outcome.Records} records, expected {expected}";
            }

            entry.Timed = entry.Matches != false; // a wrong answer has no rate
        }
        catch (Exception error)
        {
            entry.Matches = false;
            entry.Note = $"failed: {error.Message}";
        }
    }

    private (double Rate, double? BytesPerRecord) Measure(Entry entry)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.GetTimestamp();
        using var outcome = entry.System.Run();
        var elapsed = outcome.Elapsed ?? Stopwatch.GetElapsedTime(clock);
        allocated = GC.GetTotalAllocatedBytes(precise: true) - allocated;
        var rate = outcome.Records / elapsed.TotalSeconds / 1e6;
        progress.WriteLine($"  {entry.System.Name}: {rate:F1}");
        return (rate, outcome.AllocatesHere ? (double)allocated / outcome.Records : null);
    }

    private static JobRow ToRow(Job job, Entry entry)
    {
        var system = entry.System;
        var notes = new[] { system.Note, entry.Note }.Where(note => note.Length > 0);
        double? median = entry.Rates.Count > 0 ? Median.Of(entry.Rates) : null;
        var bytes = entry.Bytes.OfType<double>().ToArray();
        double? allocated = bytes.Length > 0 ? Median.Of(bytes) : null;
        return new JobRow(job.Name, system.Name, job.Unit, median, entry.Rates, allocated, entry.Matches, string.Join("; ", notes))
        {
            Kind = system.Kind,
            InputBytesPerRecord = system.InputBytesPerRecord,
        };
    }

    private sealed class Entry(IJobSystem system)
    {
        public IJobSystem System => system;

        public List<double> Rates { get; } = [];

        public List<double?> Bytes { get; } = [];

        public bool? Matches { get; set; }

        public bool Timed { get; set; }

        public string Note { get; set; } = "";
    }
}
