namespace HotStream.Tests.Io.Kafka;

/// <summary>What a broker knows of a transactional id.</summary>
internal sealed class KafkaTransactionState
{
    public (long Id, short Epoch) Producer { get; set; } = (-1, -1);

    public bool IsOpen { get; set; }

    /// <summary>How the last one ended; null before.</summary>
    public bool? WasCommitted { get; set; }

    /// <summary>Records of the open one.</summary>
    public List<(string Topic, int Partition, long First, int Count)> Records { get; } = [];

    /// <summary>Offsets that are the group's when the transaction is committed.</summary>
    public Dictionary<(string Group, string Topic, int Partition), long> Offsets { get; } = [];
}
