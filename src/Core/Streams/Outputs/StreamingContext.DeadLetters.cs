namespace HotStream;

/// <content>Dead letters into a sink.</content>
public sealed partial class StreamingContext
{
    private const long LettersBytesMax = 64L * 1024 * 1024;

    /// <summary>
    /// Writes dead letters to a sink: a file (<c>DeadLetterFileSink</c>), a topic, a table. Those posted until then are written in every
    /// batch behind all other outputs, and the batch is acknowledged to its source only when they are durable: what was refused is kept
    /// before anybody forgets it. If they cannot be written the batch fails, and they are written with the next; so it does when more than
    /// 64 MiB of them wait. What the sink itself refuses is given to <see cref="StreamingOptions.DeadLetters"/> only,
    /// which sees all letters in any case.
    /// </summary>
    /// <param name="sink">The sink, for nothing else; disposed when the context stops.</param>
    /// <exception cref="InvalidOperationException">The context was started, the sink is in use, or another sink takes
    /// the letters already.</exception>
    public void WriteDeadLettersTo(Sink<DeadLetter> sink)
    {
        ArgumentNullException.ThrowIfNull(sink);
        ThrowIfFrozen("WriteDeadLettersTo");
        if (Letters.Box is not null)
        {
            throw new InvalidOperationException("Dead letters are written to a sink already.");
        }

        sink.Claim();
        var box = new DeadLetterBox(sink.Name, LettersBytesMax);
        var delivery = new Delivery<DeadLetter>(sink, partition => PartitionOf(sink.Name, partition), Options.RefusedShareMax,
            PostDeadLetter, Termination);
        OnEnd(delivery);
        Letters.Box = box;
        Graph.Last = new BatchOutput<DeadLetter>(sink.Name, new DeadLetterInput(this), batch => Write(box, delivery, batch));
    }

    private static void Write(DeadLetterBox box, Delivery<DeadLetter> delivery, Batch<DeadLetter> batch)
    {
        List<DeadLetter> letters = box.Take(out long lost);
        if (letters.Count > 0)
        {
            try
            {
                delivery.Write(new ListBatch<DeadLetter>(batch.Scope, letters, 1));
            }
            catch
            {
                box.PutBack(letters);
                throw;
            }
        }

        if (lost > 0)
        {
            throw new InvalidOperationException($"{lost} dead letters found no room while others waited to be written: this batch fails, "
                + "so that their records come again.");
        }
    }

    /// <summary>What the output of letters stands behind: they come when it runs, not before.</summary>
    private sealed class DeadLetterInput(StreamingContext context) : InputDStream<DeadLetter>(context, "DeadLetters")
    {
        protected override InputBatch<DeadLetter> Read(BatchTime time) => InputBatch<DeadLetter>.Of([], 1);
    }
}
