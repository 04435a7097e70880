namespace HotStream;

/// <summary>
/// Numbers for the different keys of rows: 0, 1, 2 ... in order of first appearance, where nulls are a key like any other. One number may
/// be kept free for a key that never came. One owner; not thread-safe.
/// </summary>
internal abstract unsafe class Grouping : IDisposable
{
    /// <summary>One more than the greatest number given.</summary>
    public abstract int Limit { get; }

    /// <summary>How many numbers were given.</summary>
    public int Count => Limit - First;

    /// <summary>Bytes it takes, about.</summary>
    public virtual long Bytes => 0;

    /// <summary>The number of each row that is meant.</summary>
    public abstract void FindOrAdd(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups);

    /// <summary>The number of each row that is meant, or -1. Changes nothing, so that several threads may ask while nobody adds.</summary>
    public abstract void Find(ReadOnlySpan<ColumnVector> keys, RowSet rows, int* groups);

    /// <summary>The least number given; all from there to the limit were.</summary>
    public virtual int First => 0;

    /// <summary>So many keys are to come: room is made for them at once.</summary>
    public virtual void Expect(int keys)
    {
    }

    /// <summary>The numbers from one on, below a limit, as many as there is room for; how many these are, 0 at the end.</summary>
    public static int Take(ref int next, int limit, Span<int> numbers)
    {
        int taken = Math.Min(numbers.Length, limit - next);
        for (int i = 0; i < taken; i++)
        {
            numbers[i] = next++;
        }

        return taken;
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

        if (types.Count > 1)
        {
            return !KeyEncoder.LieInSlices(types) && NumberedGrouping.Fits(types) ? new NumberedGrouping(types)
                : new EncodedGrouping(types);
        }

        return types[0].Kind switch
        {
            TypeKind.Int or TypeKind.Date => new SingleGrouping<int>(false),
            TypeKind.Long or TypeKind.Timestamp or TypeKind.Interval => new SingleGrouping<long>(false),
            TypeKind.Double => new SingleGrouping<long>(true),
            TypeKind.String => new SingleGrouping<Utf8Slice>(false),
            _ => new EncodedGrouping(types),
        };
    }
}
