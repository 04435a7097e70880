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
            foreach (ref readonly TIn record in block)
            {
                IEnumerable<TOut> results = function(record)
                    ?? throw new InvalidOperationException($"The function given to {Name} returned null; return an empty sequence for no records.");
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
