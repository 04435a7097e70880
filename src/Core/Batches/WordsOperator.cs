namespace HotStream;

/// <summary>The words between runs of white space. Straight behind a text source it takes whole chunks of text and never sees a line.</summary>
internal sealed class WordsOperator() : NarrowOperator<Utf8Slice, Utf8Slice>("Words")
{
    public override BlockSink<Utf8Slice> Bind(StageContext context, BlockSink<Utf8Slice> next) => new WordsStage(context, Name, next);

    private sealed unsafe class WordsStage(StageContext context, string name, BlockSink<Utf8Slice> next)
        : Stage<Utf8Slice, Utf8Slice>(context, name, next), IChunkSink
    {
        private readonly TextCutter _cutter = TextCutter.Rent();

        public void AcceptText(byte* text, int length, ulong reference)
        {
            _cutter.BeginWords(text, length, reference);
            CutAll();
        }

        public override void Release()
        {
            _cutter.Return();
            base.Release();
        }

        protected override void Process(ReadOnlySpan<Utf8Slice> block)
        {
            foreach (ref readonly Utf8Slice line in block)
            {
                _cutter.Begin(line.Words());
                CutAll();
            }
        }

        private void CutAll()
        {
            fixed (Utf8Slice* parts = Buffer)
            {
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
