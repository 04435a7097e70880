namespace HotStream;

/// <content>Operators; each is described at its namesake on <see cref="DStream{T}"/>.</content>
public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.Map{TOut}(Func{T, TOut})"/>
    public Batch<TOut> Map<TOut>(Func<T, TOut> function) => Narrow(Operators.Map(function));

    /// <inheritdoc cref="DStream{T}.Filter(Func{T, bool})"/>
    public Batch<T> Filter(Func<T, bool> predicate) => Narrow(Operators.Filter(predicate));

    /// <inheritdoc cref="DStream{T}.FlatMap{TOut}(Func{T, IEnumerable{TOut}})"/>
    public Batch<TOut> FlatMap<TOut>(Func<T, IEnumerable<TOut>> function) => Narrow(Operators.FlatMap(function));

    /// <inheritdoc cref="DStream{T}.FlatMap(Func{T, Utf8Split})"/>
    public Batch<Utf8Slice> FlatMap(Func<T, Utf8Split> function) => Narrow(Operators.FlatMap(function));

    /// <inheritdoc cref="DStream{T}.MapPartitions{TOut}(Func{IReadOnlyList{T}, IEnumerable{TOut}})"/>
    public Batch<TOut> MapPartitions<TOut>(Func<IReadOnlyList<T>, IEnumerable<TOut>> function) => Narrow(Operators.MapPartitions(function));

    /// <inheritdoc cref="DStream{T}.Glom"/>
    public Batch<T[]> Glom() => Narrow(Operators.Glom<T>());

    /// <inheritdoc cref="DStream{T}.Repartition(int)"/>
    public Batch<T> Repartition(int partitions) => Wide(Operators.Repartition<T>(partitions));

    /// <summary>The records of both batches, partitions side by side.</summary>
    /// <param name="other">The other batch.</param>
    public Batch<T> Union(Batch<T> other) => new UnionBatch<T>(Scope, [this, other]);

    /// <summary>Every distinct record once.</summary>
    public Batch<T> Distinct() => Wide(Operators.Distinct<T>());

    /// <summary>All records in one partition, in ascending order of a key; equal keys keep no particular order.</summary>
    /// <typeparam name="TKey">The key's type.</typeparam>
    /// <param name="key">The key to sort by.</param>
    /// <param name="descending">Whether the greatest comes first.</param>
    public Batch<T> SortBy<TKey>(Func<T, TKey> key, bool descending = false) => Wide(Operators.SortBy(key, descending));

    /// <summary>The records that do not occur in the other batch; duplicates are kept.</summary>
    /// <param name="other">What to leave out.</param>
    public Batch<T> Subtract(Batch<T> other) => new SubtractBatch<T>(this, other);

    /// <summary>Every pair of a record of this and a record of the other batch.</summary>
    /// <typeparam name="TOther">Records of the other batch.</typeparam>
    /// <param name="other">The other batch; held in memory.</param>
    public Batch<(T Left, TOther Right)> Cartesian<TOther>(Batch<TOther> other) => new CartesianBatch<T, TOther>(this, other);

    /// <inheritdoc cref="DStream{T}.CountByValue()"/>
    public Batch<KeyValuePair<T, long>> CountByValue() => Wide(Operators.CountByValue<T>(null));

    /// <inheritdoc cref="DStream{T}.Aggregate{TResult}(Aggregation{T, TResult})"/>
    public Batch<TResult> Aggregate<TResult>(Aggregation<T, TResult> aggregation) => Wide(Operators.Aggregate(aggregation));

    /// <summary>This batch, computed once however often it is read, and kept in memory; <see cref="Persist"/> for elsewhere.</summary>
    public Batch<T> Cache() => Persist(StorageLevel.Memory);

    /// <summary>This batch, computed once however often it is read, and kept until its batch time is over or <see cref="Unpersist"/> is called.</summary>
    /// <param name="level">Where.</param>
    /// <exception cref="NotSupportedException">The level uses the disk and records of this type cannot be written.</exception>
    public Batch<T> Persist(StorageLevel level) => new CachedBatch<T>(this, level);

    /// <summary>Lets go of the records that this batch, made by <see cref="Persist"/>, keeps; reading it again computes it again. Does nothing on other batches.</summary>
    public virtual void Unpersist()
    {
    }

    /// <summary>A batch of given records at this batch's time, split into contiguous partitions: static data to union or join with.</summary>
    /// <typeparam name="TOther">Type of the records.</typeparam>
    /// <param name="records">The records; not copied, do not change them while the batch is in use.</param>
    /// <param name="partitions">Partitions, or 0 for as many as this batch has.</param>
    public Batch<TOther> WithRecords<TOther>(IReadOnlyList<TOther> records, int partitions = 0) =>
        new ListBatch<TOther>(Scope, records, partitions > 0 ? partitions : Math.Max(1, PartitionCount));
}
