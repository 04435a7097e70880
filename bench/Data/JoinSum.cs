namespace HotStream.Bench;

/// <summary>What is kept of joined rows: how many, and a sum that depends on who met whom.</summary>
internal sealed class JoinSum
{
    private long _rows;
    private ulong _checksum;

    public void Add(long left, long right)
    {
        _rows++;
        _checksum += (ulong)left * (ulong)(right | 1);
    }

    public JobAnswer Answer(long records) => new(records, _rows, _checksum);
}
