namespace HotStream;

/// <summary>A function over whole partitions: records are collected first, so it cannot run ahead of the batch.</summary>
internal sealed class PartitionOperator<TIn, TOut>(string name, Func<Partition<TIn>, IEnumerable<TOut>> function) : NarrowOperator<TIn, TOut>(name)
{
    public override OrderUse OrderUse => OrderUse.Needs;

    public override bool IsIncremental => false;

    public override BlockSink<TIn> Bind(StageContext context, BlockSink<TOut> next) => new PartitionStage(context, Name, function, next);

    private sealed class PartitionStage(
        StageContext context, string name, Func<Partition<TIn>, IEnumerable<TOut>> function, BlockSink<TOut> next) : Stage<TIn, TOut>(context, name, next)
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
