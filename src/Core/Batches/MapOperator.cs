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
            Apply(function, block, Buffer);
            Next.Accept(Buffer.AsSpan(0, block.Length));
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
