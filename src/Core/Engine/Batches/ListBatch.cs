using System.Runtime.InteropServices;

namespace HotStream;

/// <summary>Given records in contiguous partitions: part i of p holds items [i*n/p, (i+1)*n/p).</summary>
internal sealed class ListBatch<T>(BatchScope scope, IReadOnlyList<T> records, int partitions) : Batch<T>(scope)
{
    public override int PartitionCount => partitions;

    internal override long SizeHint => records.Count;

    internal override void Execute(int partition, Stage<T> next)
    {
        int start = (int)((long)records.Count * partition / partitions);
        int end = (int)((long)records.Count * (partition + 1) / partitions);
        ReadOnlySpan<T> array = records switch
        {
            T[] items => items,
            List<T> list => CollectionsMarshal.AsSpan(list),
            _ => records.ToArray(),
        };
        for (; start < end && !next.IsFull; start += Block.Size)
        {
            next.Accept(array[start..Math.Min(start + Block.Size, end)]);
        }

        next.Complete();
    }
}
