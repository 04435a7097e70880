namespace HotStream;

/// <summary>One record becomes any number of records.</summary>
internal sealed class FlatMapOperator<TIn, TOut>(string name, Func<TIn, IEnumerable<TOut>> function) : NarrowOperator<TIn, TOut>(name)
{
    public override BlockSink<TIn> Bind(StageContext context, BlockSink<TOut> next) => new FlatMapStage(context, Name, function, next);

    private sealed class FlatMapStage(StageContext context, string name, Func<TIn, IEnumerable<TOut>> function, BlockSink<TOut> next)
        : Stage<TIn, TOut>(context, name, next)
    {
        protected override void Process(ReadOnlySpan<TIn> block)
        {
            if (RejectsRecords)
            {
                ProcessOrReject(block);
                return;
            }

            foreach (ref readonly TIn record in block)
            {
                IEnumerable<TOut> results = ResultsOf(record);
                if (results is TOut[] array)
                {
                    foreach (TOut result in array)
                    {
                        Add(result);
                    }
                }
                else
                {
                    foreach (TOut result in results)
                    {
                        Add(result);
                    }
                }
            }
        }

        /// <summary>A record's results count when all of them are there: a sequence may throw halfway.</summary>
        private void ProcessOrReject(ReadOnlySpan<TIn> block)
        {
            var whole = new List<TOut>();
            for (int i = 0; i < block.Length; i++)
            {
                try
                {
                    whole.Clear();
                    whole.AddRange(ResultsOf(block[i]));
                }
                catch (Exception cause)
                {
                    Reject(block, i, cause);
                    continue;
                }

                whole.ForEach(Add);
            }
        }

        private IEnumerable<TOut> ResultsOf(TIn record) => function(record)
            ?? throw new InvalidOperationException($"The function given to {Name} returned null; return an empty sequence for no records.");

        private void Add(TOut result)
        {
            if (Pending == Block.Size)
            {
                PassOn();
            }

            Buffer[Pending++] = result;
        }
    }
}
