namespace HotStream;

public abstract partial class DStream<T>
{
    /// <summary>Applies a function to each whole partition; called for empty partitions too.</summary>
    /// <typeparam name="TOut">Records of the new stream.</typeparam>
    /// <param name="function">Gets a partition's records, valid during the call and the enumeration of its result.</param>
    public DStream<TOut> MapPartitions<TOut>(Func<IReadOnlyList<T>, IEnumerable<TOut>> function) =>
        Narrow(Operators.MapPartitions(function));

    /// <summary>Each partition as one array; empty partitions give empty arrays.</summary>
    public DStream<T[]> Glom() => Narrow(Operators.Glom<T>());
}

public abstract partial class Batch<T>
{
    /// <inheritdoc cref="DStream{T}.MapPartitions{TOut}(Func{IReadOnlyList{T}, IEnumerable{TOut}})"/>
    public Batch<TOut> MapPartitions<TOut>(Func<IReadOnlyList<T>, IEnumerable<TOut>> function) => Narrow(Operators.MapPartitions(function));

    /// <inheritdoc cref="DStream{T}.Glom"/>
    public Batch<T[]> Glom() => Narrow(Operators.Glom<T>());
}

internal static partial class Operators
{
    public static NarrowOperator<TIn, TOut> MapPartitions<TIn, TOut>(Func<IReadOnlyList<TIn>, IEnumerable<TOut>> function)
    {
        NotNull(function);
        return new PartitionOperator<TIn, TOut>("MapPartitions", function);
    }

    public static NarrowOperator<T, T[]> Glom<T>() => new PartitionOperator<T, T[]>("Glom", partition => [partition.Span.ToArray()]);
}

/// <summary>A function over whole partitions: records are collected first, so it cannot run ahead of the batch.</summary>
internal sealed class PartitionOperator<TIn, TOut>(string name, Func<Partition<TIn>, IEnumerable<TOut>> function)
    : NarrowOperator<TIn, TOut>(name)
{
    public override OrderUse OrderUse => OrderUse.Needs;

    public override bool IsIncremental => false;

    public override Stage<TIn> Bind(StageContext context, Stage<TOut> next) => new PartitionStage(context, Name, function, next);

    private sealed class PartitionStage(
        StageContext context, string name, Func<Partition<TIn>, IEnumerable<TOut>> function, Stage<TOut> next)
            : Stage<TIn, TOut>(context, name, next)
    {
        private readonly RecordList<TIn> _records = new();

        public override bool KeepsRecords => KeyTraits<TIn>.MayHoldSlices;

        public override void Complete()
        {
            StageContext? outer = Context.Enter(0);
            try
            {
                foreach (TOut result in function(new Partition<TIn>(Context.Partition, Context.Time, _records)))
                {
                    if (Pending == Block.Size)
                    {
                        PassOn();
                    }

                    Buffer[Pending++] = result;
                }
            }
            catch (Exception cause)
            {
                throw Context.Explain(Name, cause);
            }
            finally
            {
                StageContext.Leave(outer);
            }

            base.Complete();
        }

        public override void Release()
        {
            _records.Release();
            base.Release();
        }

        protected override void Process(ReadOnlySpan<TIn> block) => _records.AddRange(block);
    }
}
