namespace HotStream;

/// <summary>Where a chain of stages runs: what an error message needs, and the time functions may ask for.</summary>
internal sealed class StageContext(int partition)
{
    public int Partition { get; } = partition;

    public BatchTime Time { get; set; }

    /// <summary>The exception for what user code threw; one that already names its place is passed on.</summary>
    public Exception Explain(string operatorName, Exception cause) =>
        cause as BatchFailedException ?? new BatchFailedException(operatorName, Time, Partition, cause);
}
