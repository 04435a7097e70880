namespace HotStream.Bench;

/// <summary>A named piece of work several systems do. Its input is made when the job is about to run.</summary>
internal sealed record Job(string Name, Func<JobInput> Prepare)
{
    /// <summary>All rates are in this unit.</summary>
    public string Unit { get; init; } = "M records/s";
}
