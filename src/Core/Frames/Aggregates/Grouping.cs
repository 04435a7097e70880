namespace HotStream;

/// <summary>
/// Numbers for the different keys of rows: 0, 1, 2 ... in order of first appearance, where nulls are a key like any other. One number may
/// be
/// kept free for a key that never came. One owner; not thread-safe.
/// </summary>
internal abstract unsafe class Grouping : IDisposable
{
    /// <summary>One more than the greatest number given.</summary>
    public abstract int Limit { get; }

    /// <summary>Bytes it takes, about.</summary>
    public virtual long Bytes => 0;

    /// <summary>The number of each row that is meant.</summary>
    public abstract void FindOrAdd(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups);

    /// <summary>The number of each row that is meant, or -1. Changes nothing, so that several threads may ask while nobody adds.</summary>
    public abstract void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups);

    /// <summary>All numbers that were given.</summary>
    public virtual int[] Numbers() => [.. Enumerable.Range(0, Limit)];

    /// <summary>So many keys are to come: room is made for them at once.</summary>
    public virtual void Expect(int keys)
    {
    }

    /// <summary>
    /// Keeps, of numbers that were given, those whose keys belong to a partition of so many by their hash, in the same order; how many
    /// there
    /// are. Changes nothing else, so that several threads may ask while nobody adds.
    /// </summary>
    public int Keep(Span<int> numbers, int partition, int partitions)
    {
        int kept = 0;
        foreach (int number in numbers)
        {
            numbers[kept] = number;
            kept += StableHash.Partition(HashOf(number), partitions) == partition ? 1 : 0;
        }

        return kept;
    }

    /// <summary>The stable hash of a number's key.</summary>
    public virtual uint HashOf(int number) => 0;

    /// <summary>Writes the keys of some numbers into columns, from the first row on; texts live as long as this.</summary>
    public abstract void WriteKeys(ReadOnlySpan<int> groups, ReadOnlySpan<ColumnVector> keys);

    public abstract void Dispose();

    /// <summary>The grouping for keys of these types.</summary>
    public static Grouping Create(IReadOnlyList<DataType> types)
    {
        if (types.Count == 0)
        {
            return new OneGroup();
        }

        return types.Count > 1 ? new EncodedGrouping(types) : types[0].Kind switch
        {
            TypeKind.Int or TypeKind.Date => new SingleGrouping<int>(false),
            TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval => new SingleGrouping<long>(false),
            TypeKind.Double => new SingleGrouping<long>(true),
            TypeKind.String => new SingleGrouping<Utf8Slice>(false),
            _ => new EncodedGrouping(types),
        };
    }
}
