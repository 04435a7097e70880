namespace HotStream;

/// <summary>One record becomes one record.</summary>
internal sealed class MapOperator<TIn, TOut, TFunction>(string name, TFunction function) : NarrowOperator<TIn, TOut>(name)
    where TFunction : struct, IFunction<TIn, TOut>
{
    public override BlockSink<TIn> Bind(StageContext context, BlockSink<TOut> next) => new MapStage(context, Name, function, next);

    private sealed class MapStage(StageContext context, string name, TFunction function, BlockSink<TOut> next)
        : Stage<TIn, TOut>(context, name, next)
    {
        protected override void Process(ReadOnlySpan<TIn> block)
        {
            int count = block.Length;
            if (RejectsRecords)
            {
                count = ApplyOrReject(block);
            }
            else
            {
                Apply(function, block, Buffer);
            }

            Next.Accept(Buffer.AsSpan(0, count));
        }

        private int ApplyOrReject(ReadOnlySpan<TIn> block)
        {
            int count = 0;
            for (int i = 0; i < block.Length; i++)
            {
                try
                {
                    for (; i < block.Length; i++)
                    {
                        Buffer[count] = function.Invoke(block[i]);
                        count++;
                    }
                }
                catch (Exception cause)
                {
                    Reject(block, i, cause);
                }
            }

            return count;
        }

        private static void Apply(TFunction function, ReadOnlySpan<TIn> block, Span<TOut> output)
        {
            output = output[..block.Length];
            for (int i = 0; i < block.Length; i++)
            {
                TOut result = function.Invoke(block[i]);
                WordCopy.Assign(ref output[i], ref result);
            }
        }
    }
}
