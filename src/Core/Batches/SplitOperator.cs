namespace HotStream;

/// <summary>
/// <c>FlatMap(line =&gt; line.Split(' '))</c> without an enumerator: the user's function says how to split, a vector scan of the whole text
/// finds all delimiters, and parts are cut straight into the block.
/// </summary>
internal sealed class SplitOperator<TIn>(string name, Func<TIn, Utf8Split> function) : NarrowOperator<TIn, Utf8Slice>(name)
{
    public override BlockSink<TIn> Bind(StageContext context, BlockSink<Utf8Slice> next) => new SplitStage(context, Name, function, next);

    private sealed unsafe class SplitStage : Stage<TIn, Utf8Slice>
    {
        private readonly Func<TIn, Utf8Split> _function;
        private readonly TextCutter _cutter;

        public SplitStage(StageContext context, string name, Func<TIn, Utf8Split> function, BlockSink<Utf8Slice> next)
            : base(context, name, next)
        {
            _function = function;
            _cutter = TextCutter.Rent();
        }

        public override void Release()
        {
            _cutter.Return();
            base.Release();
        }

        protected override void Process(ReadOnlySpan<TIn> block)
        {
            fixed (Utf8Slice* parts = Buffer)
            {
                foreach (ref readonly TIn record in block)
                {
                    Utf8Split split = _function(record);
                    _cutter.Begin(split);
                    while (true)
                    {
                        Pending += _cutter.Cut(parts + Pending, Block.Size - Pending);
                        if (!_cutter.IsUnfinished)
                        {
                            break;
                        }

                        PassOn();
                    }
                }
            }
        }
    }
}
