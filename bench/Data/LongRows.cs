namespace HotStream.Bench;

/// <summary>Rows of sparse random long keys and long values, with the answer of count, sum, min and max a key.</summary>
internal sealed record LongRows(long[] Keys, long[] Values, int KeyCount, JobAnswer Answer)
{
    public int Count => Keys.Length;
}
