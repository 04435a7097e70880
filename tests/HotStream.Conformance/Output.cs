namespace HotStream.Conformance;

/// <summary>What one batch of a case gave.</summary>
/// <param name="Batch">Number of the batch, from 1.</param>
/// <param name="Records">Its records.</param>
internal sealed record Output(long Batch, IReadOnlyList<Value> Records)
{
    /// <summary>Partitions the batch had.</summary>
    public int Partitions { get; init; }

    /// <summary>Partitions it must have, where the operators promise a number.</summary>
    public int? PartitionsPromised { get; init; }
}

/// <summary>An expectation that was not met.</summary>
internal sealed record Difference(string Expected, string Got);
