namespace HotStream.Bench;

/// <summary>The numbers 0 .. Count-1, handed from one thread to another; the reader must see each, so their sum is the answer.</summary>
internal sealed record HandoverItems(long Count)
{
    public JobAnswer Answer => AnswerOf(Count, Count * (Count - 1) / 2);

    public static JobAnswer AnswerOf(long count, long sum) => new(count, count, unchecked((ulong)sum));
}
