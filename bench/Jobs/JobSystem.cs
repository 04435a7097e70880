namespace HotStream.Bench;

/// <summary>A system made of a delegate; enough for nearly all rows.</summary>
internal sealed class JobSystem(string name, RowKind kind, JobAnswer? expected, Func<JobOutcome> run) : IJobSystem
{
    public string Name => name;

    public RowKind Kind => kind;

    public JobAnswer? Expected => expected;

    public string Note { get; init; } = "";

    public double InputBytesPerRecord { get; init; }

    public Func<string?>? Unavailable { get; init; }

    public string? WhyNotAvailable() => Unavailable?.Invoke();

    public JobOutcome Run() => run();
}
