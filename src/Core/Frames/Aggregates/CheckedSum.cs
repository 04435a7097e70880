namespace HotStream;

/// <summary>The sum of whole numbers; one that does not fit into 64 bits is an error.</summary>
internal readonly struct CheckedSum : IFold<long, SumState<long>, long>
{
    public static void Add(ref SumState<long> state, long value)
    {
        long sum = unchecked(state.Sum + value);
        if (((state.Sum ^ sum) & (value ^ sum)) < 0)
        {
            throw new RowException("A sum of whole numbers does not fit into 64 bits.", -1);
        }

        state.Sum = sum;
        state.Count++;
    }

    public static void Merge(ref SumState<long> state, in SumState<long> other)
    {
        long count = state.Count + other.Count;
        Add(ref state, other.Sum);
        state.Count = count;
    }

    public static bool TryFinish(in SumState<long> state, out long result) => SumLong.TryFinish(in state, out result);
}
