using Spectre.Console;
using Spectre.Console.Rendering;
using static System.FormattableString;

namespace HotStream.Cli;

/// <summary>A live table for people. Draws a few times a second whatever the batch interval is.</summary>
internal sealed class DemoScreen(IAnsiConsole console) : IDemoView
{
    private static readonly TimeSpan s_refresh = TimeSpan.FromMilliseconds(200);

    private volatile DemoSnapshot? _latest;
    private long _allocatedBytes;

    public long AllocatedBytes => Volatile.Read(ref _allocatedBytes);

    public void Take(DemoSnapshot snapshot) => _latest = snapshot;

    public Task RunAsync(CancellationToken stop) => console.Live(Draw()).StartAsync(async live =>
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.Delay(s_refresh, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            long before = GC.GetAllocatedBytesForCurrentThread();
            live.UpdateTarget(Draw());
            Interlocked.Add(ref _allocatedBytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    });

    private IRenderable Draw()
    {
        if (_latest is not { } now)
        {
            return new Markup("[grey]Waiting for the first batch ...[/]");
        }

        var numbers = new Table { Border = TableBorder.Rounded, Title = new TableTitle("[bold]hotstream demo[/]") };
        numbers.AddColumn("What").AddColumn(new TableColumn("Now").RightAligned());
        numbers.AddRow("Running", Invariant($"{now.Elapsed.TotalSeconds:0} s"));
        numbers.AddRow("[green]Throughput[/]", Invariant($"[green]{now.MegabytesPerSecond:0.0} MB/s[/]"));
        numbers.AddRow("[green]Words[/]", Invariant($"[green]{now.WordsPerSecond / 1e6:0.00} M/s[/]"));
        numbers.AddRow("Batch delay p50", Invariant($"{now.DelayP50.TotalMilliseconds:0.0} ms"));
        numbers.AddRow("Batch delay p99", Invariant($"{now.DelayP99.TotalMilliseconds:0.0} ms"));
        numbers.AddRow("Allocated per word", DemoLines.Format(now.AllocatedBytesPerWord) + " B");
        numbers.AddRow("Received bytes held", Invariant($"{now.BytesHeld / 1e6:0.0} MB"));
        numbers.AddRow("Distinct words in batch", Invariant($"{now.DistinctWords:N0}"));
        numbers.AddRow("Words counted so far", Invariant($"{now.TotalWords:N0}"));

        var words = new Table { Border = TableBorder.Rounded, Title = new TableTitle("Top words") };
        words.AddColumn("Word").AddColumn(new TableColumn("Count").RightAligned());
        foreach ((string word, long count) in now.Top)
        {
            words.AddRow(Markup.Escape(word), Invariant($"{count:N0}"));
        }

        return new Rows(new Columns(numbers, words) { Expand = false },
            new Markup("[grey]Ctrl-C ends: what was sent is counted first.[/]"));
    }
}
