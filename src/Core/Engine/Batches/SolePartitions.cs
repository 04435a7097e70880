namespace HotStream;

/// <summary>Which partition alone has records.</summary>
internal static class SolePartitions
{
    /// <summary>The number of the only partition that has some; -1 when several have, or none.</summary>
    public static int Of<TPartition>(TPartition[] partitions, Predicate<TPartition> hasRecords)
    {
        int first = Array.FindIndex(partitions, hasRecords);
        return first >= 0 && Array.FindLastIndex(partitions, hasRecords) == first ? first : -1;
    }
}
