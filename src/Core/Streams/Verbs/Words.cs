namespace HotStream;

/// <summary>Shortcuts for streams of text that reach the specialised kernels.</summary>
public static partial class TextDStreamExtensions
{
    /// <summary>
    /// The words of every line, between runs of ASCII white space, never an empty one. Straight behind a text input it reads whole chunks
    /// of text and no line is ever cut out.
    /// </summary>
    /// <param name="lines">The text.</param>
    public static DStream<Utf8Slice> Words(this DStream<Utf8Slice> lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        return lines.Narrow(new WordsOperator());
    }
}

/// <summary>
/// The words between runs of white space. Straight behind a text source it takes whole chunks of text and never sees a line.
/// </summary>
internal sealed class WordsOperator() : NarrowOperator<Utf8Slice, Utf8Slice>("Words")
{
    public override Stage<Utf8Slice> Bind(StageContext context, Stage<Utf8Slice> next) => new WordsStage(context, Name, next);

    private sealed unsafe class WordsStage(StageContext context, string name, Stage<Utf8Slice> next)
        : CuttingStage<Utf8Slice>(context, name, next), IChunkStage
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
