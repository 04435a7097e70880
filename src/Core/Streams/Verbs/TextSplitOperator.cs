namespace HotStream;

/// <summary><c>FlatMap(line =&gt; line.Split(", "))</c> without an enumerator on the heap.</summary>
internal sealed class TextSplitOperator<TIn>(string name, Func<TIn, Utf8TextSplit> function) : NarrowOperator<TIn, Utf8Slice>(name)
{
    public override Stage<TIn> Bind(StageContext context, Stage<Utf8Slice> next) => new SplitStage(context, Name, function, next);

    private sealed class SplitStage(StageContext context, string name, Func<TIn, Utf8TextSplit> function, Stage<Utf8Slice> next)
        : Stage<TIn, Utf8Slice>(context, name, next)
    {
        protected override void Process(ReadOnlySpan<TIn> block)
        {
            bool rejects = RejectsRecords;
            for (int i = 0; i < block.Length; i++)
            {
                Utf8TextSplit parts;
                try
                {
                    parts = function(block[i]);
                }
                catch (Exception cause) when (rejects)
                {
                    Reject(block, i, cause);
                    continue;
                }

                Add(parts);
            }
        }

        private void Add(Utf8TextSplit parts)
        {
            foreach (Utf8Slice part in parts)
            {
                if (Pending == Block.Size)
                {
                    PassOn();
                }

                Buffer[Pending++] = part;
            }
        }
    }
}
