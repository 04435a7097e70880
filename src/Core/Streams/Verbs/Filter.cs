namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>Keeps the records for which the predicate holds.</summary>
    /// <param name="predicate">Asked for every record, on worker threads.</param>
    public DStream<T> Filter(Func<T, bool> predicate) => Narrow(Operators.Filter(predicate));

    /// <summary><see cref="Filter(Func{T, bool})"/> by a struct predicate, which the loop is specialised for.</summary>
    /// <typeparam name="TPredicate">The predicate's type.</typeparam>
    /// <param name="predicate">The predicate.</param>
    public DStream<T> Filter<TPredicate>(TPredicate predicate)
        where TPredicate : struct, IFunction<T, bool> => Narrow(new FilterOperator<T, TPredicate>("Filter", predicate));
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.Filter(Func{T, bool})"/>
    public Batch<T> Filter(Func<T, bool> predicate) => Narrow(Operators.Filter(predicate));
}

internal static partial class Operators
{
    public static NarrowOperator<T, T> Filter<T>(Func<T, bool> predicate) =>
        new FilterOperator<T, DelegateFunction<T, bool>>("Filter", new(NotNull(predicate)));
}

/// <summary>Keeps the records for which a predicate holds.</summary>
internal sealed class FilterOperator<T, TPredicate>(string name, TPredicate predicate) : NarrowOperator<T, T>(name)
    where TPredicate : struct, IFunction<T, bool>
{
    public override Stage<T> Bind(StageContext context, Stage<T> next) => new FilterStage(context, Name, predicate, next);

    private sealed class FilterStage(StageContext context, string name, TPredicate predicate, Stage<T> next)
        : Stage<T, T>(context, name, next)
    {
        protected override void Process(ReadOnlySpan<T> block)
        {
            if (Pending + block.Length > Block.Size)
            {
                PassOn();
            }

            Pending = RejectsRecords ? SelectOrReject(block) : Select(predicate, block, Buffer, Pending);
        }

        private int SelectOrReject(ReadOnlySpan<T> block)
        {
            int count = Pending;
            for (int i = 0; i < block.Length; i++)
            {
                try
                {
                    for (; i < block.Length; i++)
                    {
                        Buffer[count] = block[i];
                        count += predicate.Invoke(block[i]) ? 1 : 0;
                    }
                }
                catch (Exception cause)
                {
                    Reject(block, i, cause);
                }
            }

            return count;
        }

        private static int Select(TPredicate predicate, ReadOnlySpan<T> block, T[] kept, int count)
        {
            foreach (ref readonly T record in block)
            {
                kept[count] = record; // written before the question, so that the loop has no branch on the answer
                count += predicate.Invoke(record) ? 1 : 0;
            }

            return count;
        }
    }
}
