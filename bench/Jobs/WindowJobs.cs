namespace HotStream.Bench;

/// <summary>Jobs about windows and joins.</summary>
internal static class WindowJobs
{
    private const int Keys = 10_000;
    private const int PerSecond = 1_000_000;
    private const int SamplePerSecond = 50_000;
    private const int Seconds = 120;
    private const int JoinedRows = 1_000_000;

    public static IReadOnlyList<Job> All =>
    [
        new Job("window-60s-1s", SlidingCount) { Unit = "M events/s" },
        new Job("join-text", TextJoin) { Unit = "M rows/s" },
    ];

    private static JobInput SlidingCount()
    {
        var events = new WindowEvents(Keys, PerSecond, Seconds);
        var sample = new WindowEvents(Keys, SamplePerSecond, WindowEvents.WindowSeconds + 5);
        return new JobInput(
            [
                Row("HotStream CountByValueAndWindow", RowKind.Engine, events, EngineWindow.Run),
                Row("hand-written loop", RowKind.Loop, events, e => WindowLoop.Run(e, Keys)),
                Row("C# Dictionary per pane, merged each slide", RowKind.Peer, events, DictionaryWindows.Panes),
                Row("C# Dictionary per window, all updated per event", RowKind.Peer, sample, DictionaryWindows.Overlapping,
                    $"sample: {SamplePerSecond:N0} events a second"),
            ],
            [$"{events.Events:N0} events of {Seconds} s, {Keys:N0} sparse keys; 60 s window, sliding by 1 s, every window read whole"]);

        static JobSystem Row(string name, RowKind kind, WindowEvents input, Func<WindowEvents, JobOutcome> run, string note = "") =>
            new(name, kind, input.Answer, () => run(input)) { InputBytesPerRecord = sizeof(long), Note = note };
    }

    private static JobInput TextJoin()
    {
        var rows = new JoinRows(JoinedRows);
        return new JobInput(
            [
                Row("HotStream Join", RowKind.Engine, EngineJoin.Run),
                Row("C# Dictionary of chains", RowKind.Peer, OtherJoins.Dictionary),
                Row("LINQ Join", RowKind.Peer, OtherJoins.Linq),
            ],
            [$"two batches of {JoinedRows:N0} rows, keys of 8-12 letters, one partition, {JoinRows.Batches} times; keys are "
            + "slices here and strings elsewhere"]);

        JobSystem Row(string name, RowKind kind, Func<JoinRows, JobOutcome> run) =>
            new(name, kind, rows.Expected, () => run(rows)) { InputBytesPerRecord = 24 };
    }
}
