namespace HotStream.Testing;

/// <summary>
/// What an output must do so that a program that writes to it neither loses nor repeats records, tried on a sink of yours. No test
/// framework is needed.
/// </summary>
public static class SinkContract
{
    internal const string Stored = "each record of a batch is stored, once, when the batch is done";
    internal const string Disposed = "what was stored is there, once, when the sink is closed";
    internal const string Twice = "a batch that is delivered twice is there once";
    internal const string AtLeastOnce = "a batch that is delivered twice is there (the sink says: at least once)";
    internal const string Poison = "a record that cannot be stored is a dead letter, and its batch goes on";
    internal const string Failed = "a batch that fails and succeeds later is there";
    internal const string Away = "what came while the target was away is stored when it is back";
    internal const string Ordered = "records of a partition are stored in their order";
    internal const string Keyed = "of each key the last record is stored last";

    /// <summary>Tries all laws.</summary>
    /// <typeparam name="T">Type of the records.</typeparam>
    /// <param name="sink">The output.</param>
    /// <returns>Each law with its verdict.</returns>
    public static ContractReport Check<T>(SinkUnderTest<T> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        return new SinkLaws<T>(sink).Try();
    }
}
