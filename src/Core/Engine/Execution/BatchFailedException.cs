namespace HotStream;

/// <summary>A batch could not be computed because user code or an output threw. Says where: operator, batch time, partition.</summary>
public sealed class BatchFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="operatorName">The operator, as Spark names it in C# casing.</param>
    /// <param name="time">Time of the batch.</param>
    /// <param name="partition">The partition, or -1 when the work was not a partition's.</param>
    /// <param name="cause">What was thrown.</param>
    public BatchFailedException(string operatorName, BatchTime time, int partition, Exception cause)
        : base(Describe(operatorName, time, partition, cause), cause)
    {
        OperatorName = operatorName;
        Time = time;
        Partition = partition;
    }

    /// <summary>The operator whose code threw.</summary>
    public string OperatorName { get; }

    /// <summary>Time of the batch.</summary>
    public BatchTime Time { get; }

    /// <summary>The partition, or -1.</summary>
    public int Partition { get; }

    /// <summary>
    /// Whether the batch could not even be generated: a function of Transform threw, an input could not be read. As in Spark no output of
    /// the batch runs then; a failure of records' own code spoils only the outputs that compute them.
    /// </summary>
    internal bool IsOfGeneration { get; init; }

    private static string Describe(string operatorName, BatchTime time, int partition, Exception? cause) =>
        $"Batch {time} failed in operator {operatorName}{(partition < 0 ? string.Empty : $", partition {partition}")}: "
        + $"{cause?.GetType().Name}: {cause?.Message}";
}
