namespace HotStream.Testing;

/// <summary>
/// What a source must do so that a program that reads it survives a crash (<see cref="InputDStream{T}"/>, with <c>RangesOf</c> and
/// <c>ReadAgain</c>), tried on a source of yours. No test framework is needed.
/// </summary>
public static class SourceContract
{
    internal const string Says = "every batch says which ranges it read";
    internal const string Joins = "a partition is read without gap and overlap: each range begins where the one before ended";
    internal const string Same = "the same range gives the same records in the same order";
    internal const string Beyond = "nothing beyond the end of a range is read";
    internal const string Ordered = "a batch has the records of its ranges, those of each range in their order";
    internal const string Split = "a range gives what its parts give, wherever it is split";
    internal const string Empty = "a range from a position to itself is empty";
    internal const string Restart = "after a crash the batch comes again as it was, and the next one goes on behind it";
    internal const string Whole = "no record is lost, and none comes twice";

    /// <summary>Tries all laws.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="source">The source.</param>
    /// <returns>Each law with its verdict.</returns>
    /// <exception cref="ArgumentException"><see cref="SourceUnderTest{T}.Open"/> gives no <see cref="InputDStream{T}"/>.</exception>
    public static ContractReport Check<T>(SourceUnderTest<T> source)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(source.Batches, 3);
        return new SourceLaws<T>(source).Try();
    }
}
