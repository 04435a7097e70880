using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace HotStream;

/// <summary>
/// A fused step between two stages: reads a block, writes its own block, hands it on when full or flushed. Its buffer comes from a pool
/// and goes back when the stage is released, so that a batch allocates a few small objects and nothing per record.
/// </summary>
internal abstract class Stage<TIn, TOut>(StageContext context, string name, Stage<TOut> next) : Stage<TIn>
{
    private TOut[]? _buffer = ArrayPool<TOut>.Shared.Rent(Block.Size);

    public override bool KeepsRecords => Next.KeepsRecords;

    public override bool IsFull => Next.IsFull;

    protected StageContext Context { get; } = context;

    protected string Name { get; } = name;

    protected Stage<TOut> Next { get; } = next;

    /// <summary>Room for <see cref="Block.Size"/> records.</summary>
    protected TOut[] Buffer => _buffer!;

    /// <summary>Records waiting in <see cref="Buffer"/>.</summary>
    protected int Pending { get; set; }

    public override void Begin(ITextOrigin origin) => Context.Begin(origin);

    public sealed override void Accept(ReadOnlySpan<TIn> block)
    {
        StageContext? outer = Context.Enter(block.Length);
        try
        {
            Process(block);
        }
        catch (Exception cause) when (cause is not BatchFailedException)
        {
            throw Context.Explain(Name, cause);
        }
        finally
        {
            StageContext.Leave(outer);
        }
    }

    public override void Flush()
    {
        PassOn();
        Next.Flush();
    }

    public override void Discard()
    {
        Pending = 0;
        Next.Discard();
    }

    public override void Complete()
    {
        PassOn();
        Next.Complete();
    }

    public override void Release()
    {
        if (_buffer is not null)
        {
            ArrayPool<TOut>.Shared.Return(_buffer, RuntimeHelpers.IsReferenceOrContainsReferences<TOut>());
            _buffer = null;
        }
    }

    /// <summary>Whether a record whose function threw becomes a dead letter; asked once a block.</summary>
    protected bool RejectsRecords => Context.Rejects is not null;

    /// <summary>Makes a record of the block that is processed a dead letter, once, however many outputs compute the batch.</summary>
    protected void Reject(ReadOnlySpan<TIn> block, int index, Exception cause)
    {
        if (cause is BatchFailedException)
        {
            throw cause; // not this record's: what stands behind this step threw
        }

        long number = Context.Records - block.Length + index;
        if (((IReportsOnce)Context.Operator!).Reported.Add(Context, number))
        {
            Context.Rejects!(new DeadLetter(
                Name,
                (Context.Origin is { } origin ? $"{origin.Name}, " : string.Empty) + Context.PositionOf(number),
                $"The function given to {Name} threw {cause.GetType().Name}: {cause.Message} Correct the function, or keep "
                + "such records from it by Filter.",
                Encoding.UTF8.GetBytes(TextOf(block[index]))));
        }
    }

    private static string TextOf(TIn record)
    {
        try
        {
            return record?.ToString() ?? string.Empty;
        }
        catch (Exception failure)
        {
            return $"a {typeof(TIn).Name} whose ToString threw {failure.GetType().Name}";
        }
    }

    protected abstract void Process(ReadOnlySpan<TIn> block);

    protected void PassOn()
    {
        int count = Pending;
        if (count > 0)
        {
            Pending = 0;
            Next.Accept(Buffer.AsSpan(0, count));
        }
    }
}
