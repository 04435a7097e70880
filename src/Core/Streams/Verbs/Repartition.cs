namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>Deals the records to exactly so many partitions; their order is not kept.</summary>
    /// <param name="partitions">Partitions of the new stream, at least 1.</param>
    public DStream<T> Repartition(int partitions) => Wide(Operators.Repartition<T>(partitions));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.Repartition(int)"/>
    public Batch<T> Repartition(int partitions) => Wide(Operators.Repartition<T>(partitions));
}

internal static partial class Operators
{
    public static WideOperator<T, T> Repartition<T>(int partitions)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(partitions);
        return new GatherOperator<T>("Repartition", partitions, order: null);
    }
}
