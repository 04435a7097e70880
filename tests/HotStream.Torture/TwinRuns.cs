namespace HotStream.Torture;

/// <summary>
/// Runs with deliberate faults in the engine, each of which must be found; and one without, which must find nothing. They are there only in
/// the configuration Twin: <c>dotnet run -c Twin --project tests/HotStream.Torture -- --twins</c>.
/// </summary>
internal static class TwinRuns
{
    /// <summary>Offsets are the group's before any batch has done their records.</summary>
    public const string CommitAtReceipt = "commit-at-receipt";

    /// <summary>The same of checkpoints of leases.</summary>
    public const string CheckpointAtReceipt = "checkpoint-at-receipt";

    private const int Seeds = 3;

    public static readonly string[] Names =
    [
        "commit-before-sink", "run-before-log", "range-off-by-one", "range-twice", "state-of-batch-before", "acknowledge-before-durable",
        "train-on-new-only", "no-directory-sync", CommitAtReceipt, CheckpointAtReceipt, "answer-before-batch",
    ];

    /// <summary>Whether the engine of this build has the faults.</summary>
    public static bool Exist { get; } = typeof(StreamingContext).Assembly.GetType("HotStream.Twin") is not null;

    /// <summary>Whether this process has a fault.</summary>
    public static bool IsOn(string name) => Environment.GetEnvironmentVariable("HOTSTREAM_TWIN") == name;

    /// <summary>Runs with each fault, or with the one asked for, with further seeds while it is not found.</summary>
    /// <returns>The exit code: 0 when each was found.</returns>
    public static int Run(TortureOptions options)
    {
        int failed = options.Twin is null ? TortureRun.Run(options).Print() : 0;
        foreach (string name in options.Twin is { } only ? [only] : Names)
        {
            TortureResult? result = null;
            for (int seed = options.Seed; seed < options.Seed + Seeds && result is not { IsRight: false }; seed++)
            {
                string? with = name switch
                {
                    CommitAtReceipt => KeptSystem.Kafka,
                    CheckpointAtReceipt => KeptSystem.KinesisGroup,
                    _ => options.With,
                };
                result = TortureRun.Run(options with { Seed = seed, Twin = name, With = with });
            }

            bool isFound = !result!.IsRight;
            failed |= isFound ? 0 : 1;
            string how = result.Failure ?? (result.Wrong.Count > 0 ? result.Wrong[0] : "no difference");
            Console.WriteLine($"{(isFound ? "found    " : "NOT FOUND")} {name}, seed {result.Options.Seed}, life {result.Lives}: {how}");
            if (result.Kept is { } kept && options.Directory is null)
            {
                Directory.Delete(kept, recursive: true);
            }
        }

        return failed;
    }
}
