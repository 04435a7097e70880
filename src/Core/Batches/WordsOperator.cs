namespace HotStream;

/// <summary>The words between runs of white space. Straight behind a text source it takes whole chunks of text and never sees a line.</summary>
internal sealed class WordsOperator() : NarrowOperator<Utf8Slice, Utf8Slice>("Words")
{
    public override BlockSink<Utf8Slice> Bind(StageContext context, BlockSink<Utf8Slice> next) => new WordsStage(context, Name, next);

    private sealed unsafe class WordsStage(StageContext context, string name, BlockSink<Utf8Slice> next)
        : CuttingStage<Utf8Slice>(context, name, next), IChunkSink
    {
        public void AcceptText(byte* text, int length, ulong reference)
        {
            Cutter.BeginWords(text, length, reference);
            CutAll();
        }

        protected override void Process(ReadOnlySpan<Utf8Slice> block)
        {
            foreach (ref readonly Utf8Slice line in block)
            {
                Cutter.Begin(line.Words());
                CutAll();
            }
        }
    }
}
