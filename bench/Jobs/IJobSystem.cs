namespace HotStream.Bench;

/// <summary>One way of doing a job: one row of its table.</summary>
internal interface IJobSystem
{
    string Name { get; }

    RowKind Kind { get; }

    /// <summary>What every run must answer; null for a limit, which has no answer.</summary>
    JobAnswer? Expected { get; }

    /// <summary>Shown beside the row: a smaller input, or what the system was spared.</summary>
    string Note { get; }

    /// <summary>Bytes of input a record takes, where a byte rate is worth showing; else 0.</summary>
    double InputBytesPerRecord { get; }

    /// <summary>Why this system cannot run here, or null when it can; asked once, before anything is timed.</summary>
    string? WhyNotAvailable();

    /// <summary>Does the whole job once. Only this is timed.</summary>
    JobOutcome Run();
}
