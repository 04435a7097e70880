using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Runtime.InteropServices;

namespace HotStream;

/// <content>Actions: compute now and return when done.</content>
public abstract partial class Batch<T>
{
    /// <summary>Number of records.</summary>
    /// <exception cref="BatchFailedException">User code of an operator threw.</exception>
    public long Count()
    {
        var counts = new CountStage<T>[PartitionCount];
        Run(partition => counts[partition] = new CountStage<T>());
        return counts.Sum(stage => stage.Count);
    }

    /// <summary>All records, partition after partition. Slices in them live as long as the batch.</summary>
    /// <exception cref="BatchFailedException">User code of an operator threw.</exception>
    public List<T> ToList()
    {
        var lists = new List<T>[PartitionCount];
        Run(partition => new ListStage<T>(lists[partition] = [], int.MaxValue));
        return lists.Length == 1 ? lists[0] : [.. lists.SelectMany(list => list)];
    }

    /// <summary>
    /// Computes the batch and walks its records, partition after partition: each walk computes anew and makes the list of
    /// <see cref="ToList()"/>, on the heap. Slices in the records live as long as the batch. Where many records come, let the workers do
    /// the work: <see cref="Foreach"/>, or operators before.
    /// </summary>
    /// <exception cref="BatchFailedException">User code of an operator threw.</exception>
    public IEnumerator<T> GetEnumerator() => ToList().GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>
    /// All records, partition after partition, to be kept: slices in them, in fields of their own, of structs and of tuples, are copied
    /// into an arena and live as long as that.
    /// </summary>
    /// <param name="texts">Where the texts go; yours, and not thread-safe.</param>
    /// <exception cref="NotSupportedException">The records refer to slices in a way that cannot be copied: behind an
    /// array, a list, a class.</exception>
    /// <exception cref="BatchFailedException">User code of an operator threw.</exception>
    public List<T> ToList(Utf8Arena texts)
    {
        ArgumentNullException.ThrowIfNull(texts);
        if (KeyTraits<T>.SliceHolding == SliceHolding.Referenced)
        {
            throw new NotSupportedException($"Records of type {typeof(T)} refer to slices, which cannot be copied there; map them to "
                + "structs, tuples or strings first.");
        }

        List<T> records = ToList();
        foreach (ref T record in CollectionsMarshal.AsSpan(records))
        {
            record = SliceFields<T>.Own(record, texts);
        }

        return records;
    }

    /// <summary>The first records, partition after partition; computes no more partitions than needed.</summary>
    /// <param name="count">At most so many.</param>
    /// <exception cref="BatchFailedException">User code of an operator threw.</exception>
    public List<T> Take(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        Scope.ThrowIfReleased();
        Prepare();
        var taken = new List<T>();
        for (int partition = 0; partition < PartitionCount && taken.Count < count; partition++)
        {
            Execute(partition, new ListStage<T>(taken, count));
        }

        return taken;
    }

    /// <summary>Whether there is no record.</summary>
    public bool IsEmpty() => Take(1).Count == 0;

    /// <summary>
    /// Hands each partition's records to a function, several partitions at a time, on worker threads. Open a connection here, once per
    /// partition, or lease one from a pool; not once per record.
    /// </summary>
    /// <param name="function">Called for empty partitions too. The records are valid during the call.</param>
    /// <exception cref="BatchFailedException">The function or user code of an operator threw.</exception>
    /// <exception cref="ArgumentException">The function is <c>async void</c>.</exception>
    public void ForeachPartition(Action<Partition<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        AsyncVoid.Refuse(function, nameof(ForeachPartition), AsyncVoid.ReturnTask);
        object action = new(); // each call is an operator of its own
        Run(partition => new PartitionStage<T>(Scope.Begin(action, partition), "ForeachPartition", function));
    }

    /// <summary>
    /// <see cref="ForeachPartition(Action{Partition{T}})"/> with an asynchronous function: those of all partitions run at the same time,
    /// none blocks a worker while it awaits, and this returns when all have ended.
    /// </summary>
    /// <param name="function">Called for empty partitions too. The records are valid until its task ends. The token is cancelled when the
    /// context stops and waits no longer.</param>
    /// <exception cref="BatchFailedException">The function or user code of an operator threw.</exception>
    [OverloadResolutionPriority(2)]
    public void ForeachPartition(Func<Partition<T>, CancellationToken, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        object action = new(); // each call is an operator of its own
        var stages = new AsyncPartitionStage<T>?[PartitionCount];
        Exception? failure = null;
        try
        {
            Run(partition => stages[partition] =
                new AsyncPartitionStage<T>(Scope.Begin(action, partition), "ForeachPartition", Scope.Functions, function));
        }
        catch (Exception thrown)
        {
            failure = thrown; // those of other partitions have begun: their records must stay until they have ended
        }

        foreach (AsyncPartitionStage<T>? stage in stages)
        {
            Exception? thrown = stage?.Wait();
            failure ??= thrown;
        }

        if (failure is not null)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    /// <inheritdoc cref="ForeachPartition(Func{Partition{T}, CancellationToken, Task})"/>
    [OverloadResolutionPriority(2)]
    public void ForeachPartition(Func<Partition<T>, Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ForeachPartition((partition, _) => function(partition));
    }

    /// <inheritdoc cref="ForeachPartition(Func{Partition{T}, CancellationToken, Task})"/>
    [OverloadResolutionPriority(1)]
    public void ForeachPartition(Func<Partition<T>, ValueTask> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        ForeachPartition((partition, _) => function(partition).AsTask());
    }

    /// <summary>Calls a function for every record, several partitions at a time, on worker threads.</summary>
    /// <param name="function">The function; must be safe to call from several threads.</param>
    /// <exception cref="BatchFailedException">The function or user code of an operator threw.</exception>
    /// <exception cref="ArgumentException">The function is <c>async void</c>.</exception>
    public void Foreach(Action<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        AsyncVoid.Refuse(function, nameof(Foreach), "await in ForeachPartition, which takes a function that returns a Task");
        object action = new();
        Run(partition => new ForeachStage<T>(Scope.Begin(action, partition), function));
    }
}
