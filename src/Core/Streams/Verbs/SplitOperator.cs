namespace HotStream;

/// <summary>
/// <c>FlatMap(line =&gt; line.Split(' '))</c> without an enumerator. The user's function is asked for every record; lines that lie behind
/// each other in a slab and are to be split alike, as lines of a text input are, become one run whose delimiters one vector scan finds and
/// whose parts are cut in one go. A record that does not fit a run (short, from elsewhere, another separator) is split by itself.
/// </summary>
internal sealed class SplitOperator<TIn>(string name, Func<TIn, Utf8Split> function) : NarrowOperator<TIn, Utf8Slice>(name)
{
    public override Stage<TIn> Bind(StageContext context, Stage<Utf8Slice> next) => new SplitStage(context, Name, function, next);

    private sealed unsafe class SplitStage(StageContext context, string name, Func<TIn, Utf8Split> function, Stage<Utf8Slice> next)
        : CuttingStage<TIn>(context, name, next)
    {
        private readonly Utf8Split[] _splits = new Utf8Split[Block.Size];

        protected override void Process(ReadOnlySpan<TIn> block)
        {
            Utf8Split[] splits = _splits;
            int count = block.Length;
            if (RejectsRecords)
            {
                count = FindOrReject(block);
            }
            else
            {
                for (int i = 0; i < block.Length && i < splits.Length; i++)
                {
                    splits[i] = function(block[i]);
                }
            }

            for (int i = 0; i < count;)
            {
                int lines = RunLength(splits.AsSpan(i, count - i), out int bytes);
                if (lines > 1)
                {
                    Cutter.BeginLinesSplit(SlabTable.Resolve(splits[i].Text.Tail), bytes, splits[i]);
                }
                else
                {
                    Cutter.Begin(splits[i]);
                }

                CutAll();
                i += lines;
            }
        }

        private int FindOrReject(ReadOnlySpan<TIn> block)
        {
            int count = 0;
            for (int i = 0; i < block.Length; i++)
            {
                try
                {
                    for (; i < block.Length; i++)
                    {
                        _splits[count] = function(block[i]);
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

        /// <summary>
        /// How many of the splits, from the first on, are of neighbouring lines and alike; and the bytes they take together.
        /// </summary>
        private static int RunLength(ReadOnlySpan<Utf8Split> splits, out int bytes)
        {
            ref readonly Utf8Split first = ref splits[0];
            bytes = first.Text.Length;
            if (first.Text.IsInline || (!first.Blanks && first.Separator == (byte)'\n'))
            {
                return 1;
            }

            int lines = 1;
            ulong end = first.Text.Tail + (uint)bytes;
            while (lines < splits.Length && !splits[lines].Text.IsInline && splits[lines].Text.Tail == end + 1
                && splits[lines].Separator == first.Separator && splits[lines].Blanks == first.Blanks)
            {
                end += 1 + (uint)splits[lines].Text.Length;
                lines++;
            }

            bytes = (int)(end - first.Text.Tail);
            bool newlinesOnlyBetween = lines == 1 || first.Blanks
                || new ReadOnlySpan<byte>(SlabTable.Resolve(first.Text.Tail), bytes).Count((byte)'\n') == lines - 1;
            if (newlinesOnlyBetween && AreNewlines(splits[..lines]))
            {
                return lines;
            }

            bytes = first.Text.Length;
            return 1;
        }

        /// <summary>Whether it is a newline that stands behind every line but the last.</summary>
        private static bool AreNewlines(ReadOnlySpan<Utf8Split> lines)
        {
            byte* text = SlabTable.Resolve(lines[0].Text.Tail);
            int different = 0;
            foreach (ref readonly Utf8Split line in lines[..^1])
            {
                different |= text[line.Text.Length] ^ '\n';
                text += line.Text.Length + 1;
            }

            return different == 0;
        }
    }
}
