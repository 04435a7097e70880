namespace HotStream;

/// <summary>Which partition alone has records.</summary>
internal static class SolePartitions
{
    /// <summary>The number of the only partition that has some; -1 when several have, or none.</summary>
    public static int Of<TPartition>(TPartition[] partitions, Func<TPartition, bool> hasRecords)
    {
        int first = Array.FindIndex(partitions, partition => hasRecords(partition));
        return first >= 0 && Array.FindLastIndex(partitions, partition => hasRecords(partition)) == first ? first : -1;
    }
}
