namespace HotStream;

/// <summary>When the groups of a worker are dealt to parts, and how many rows may wait for them then.</summary>
/// <param name="ManyGroups">Groups from which on parts pay.</param>
/// <param name="WaitingBytes">Bytes of rows that wait, of each worker; 0 where groups are not dealt while rows come.</param>
internal sealed record GroupDealRule(int ManyGroups, long WaitingBytes)
{
    private const int BeyondCache = 96 * 1024; // groups of a table that left the second-level cache
    private const int PartThatWaits = 8;

    /// <summary>An eighth of the memory is for rows that wait, of all workers together, if that is enough for some of each part.</summary>
    public static GroupDealRule Of(long memoryLimit, int workers)
    {
        long waiting = memoryLimit / PartThatWaits / workers;
        return new(BeyondCache, waiting >= WaitingRows.LeastBytes ? waiting : 0);
    }
}
