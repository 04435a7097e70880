using System.Diagnostics;
using System.Text.Json;

namespace HotStream.Bench;

/// <summary>
/// The verb slides: what one slide of a window costs by the number of panes in it. The pane that enters is filled and closed before the
/// clock runs: what is timed is taking it in and letting the oldest go. Answers are checked against panes recomputed from
/// scratch before anything is timed.
/// </summary>
internal static class SlideCosts
{
    private const int Keys = 10_000;
    private const int ManyKeys = 1_000_000;
    private const int Slides = 4000;
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };
    private static readonly int[] s_panes = [1, 10, 60, 300, 1000];

    public static int Run(string? json, TextWriter output)
    {
        var rows = new List<SlideRow>();
        foreach (int panes in s_panes)
        {
            rows.Add(Measure("count, subtracting", panes, Keys, Keys, new CountedWindow(panes)));
            rows.Add(Measure("sum of doubles, subtracting", panes, Keys, Keys, new SummedWindow(panes)));
            rows.Add(Measure("max, by blocks", panes, Keys, Keys, new GreatestWindow(panes)));
            rows.Add(Recomputed(panes));
        }

        rows.Add(Measure("count, 100 of 1 M keys changed", 60, ManyKeys, 100, new CountedWindow(60)));
        rows.Add(Measure("max, 100 of 1 M keys changed", 60, ManyKeys, 100, new GreatestWindow(60)));
        rows.Add(Measure("max, 100 of 1 M keys changed", 1000, ManyKeys, 100, new GreatestWindow(1000)));
        var table = new TextTable("window", ">panes", ">median us", ">mean us", ">p99.9 us", ">max us", ">merges");
        foreach (var row in rows)
            table.Add(row.Window, $"{row.Panes}", $"{row.Median:F2}", $"{row.Mean:F2}", $"{row.Worst:F1}",
                $"{row.Max:F0}", $"{row.Merges}");
        output.WriteLine($"One slide, {Keys:N0} keys, all of which come in every pane unless said otherwise; {Slides:N0} slides each.");
        table.Write(output);
        if (json is not null)
            File.WriteAllText(json, JsonSerializer.Serialize(rows, s_json) + "\n");
        return 0;
    }

    private static SlideRow Measure(string name, int panes, int keys, int changed, ISlidingWindow window)
    {
        using (window)
        {
            var random = new SplitMix64(42);
            long[] all = new long[keys];
            foreach (ref long key in all.AsSpan())
                key = (long)random.Next();
            window.Fill(all);
            window.Slide();
            var ticks = new List<long>(Slides);
            int warm = (2 * panes) + 200;
            int merges = 0;
            for (int slide = 0; slide < warm + Slides; slide++)
            {
                window.Fill(changed == keys ? all : all.AsSpan(slide * changed % (keys - changed), changed));
                long started = Stopwatch.GetTimestamp();
                window.Slide();
                long ended = Stopwatch.GetTimestamp();
                if (slide >= warm)
                {
                    ticks.Add(ended - started);
                    merges = Math.Max(merges, window.LastMerges ?? 0);
                }
            }

            window.Check(changed == keys ? all
                : all.AsSpan((warm + Slides - 1) * changed % (keys - changed), changed), changed == keys ? panes : 1);
            return Row(name, panes, ticks, window.LastMerges is null ? null : merges);
        }
    }

    /// <summary>The window as it is computed without any of this: all its panes merged at every slide.</summary>
    private static SlideRow Recomputed(int panes)
    {
        var columns = new long[panes][];
        for (int pane = 0; pane < panes; pane++)
            columns[pane] = new long[Keys];
        var ticks = new List<long>();
        var window = new long[Keys];
        int slides = Math.Clamp(40_000 / panes, 40, 2000);
        for (int slide = 0; slide < slides + 10; slide++)
        {
            long started = Stopwatch.GetTimestamp();
            Array.Clear(window);
            foreach (long[] column in columns)
                System.Numerics.Tensors.TensorPrimitives.Max(window, column, window);
            long ended = Stopwatch.GetTimestamp();
            if (slide >= 10)
                ticks.Add(ended - started);
        }

        return Row("max, recomputed by vectors", panes, ticks, null);
    }

    private static SlideRow Row(string name, int panes, List<long> ticks, int? merges)
    {
        double[] micros = [.. ticks.Select(t => t * 1e6 / Stopwatch.Frequency).Order()];
        return new SlideRow(name, panes, Math.Round(micros[micros.Length / 2], 3), Math.Round(micros.Average(), 3),
            Math.Round(micros[(int)((micros.Length - 1) * 0.999)], 2), Math.Round(micros[^1], 1), merges);
    }
}
