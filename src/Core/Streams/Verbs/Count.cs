namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>The number of records: one 64-bit number per batch, 0 for an empty one.</summary>
    public DStream<long> Count() => Wide(Operators.Count<T>());
}

internal static partial class Operators
{
    public static WideOperator<T, long> Count<T>() =>
        new FoldOperator<T, long, long, CountAggregate<T>, Identity<long>>("Count", default, default, whenEmpty: [0]);
}
