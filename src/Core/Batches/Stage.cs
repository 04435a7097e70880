using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>
/// A fused step between two sinks: reads a block, writes its own block, hands it on when full or flushed. Its buffer comes from a pool
/// and goes back when the stage is released, so that a batch allocates a few small objects and nothing per record.
/// </summary>
internal abstract class Stage<TIn, TOut>(StageContext context, string name, BlockSink<TOut> next) : BlockSink<TIn>
{
    private TOut[]? _buffer = ArrayPool<TOut>.Shared.Rent(Block.Size);

    public override bool KeepsRecords => Next.KeepsRecords;

    public override bool IsFull => Next.IsFull;

    protected StageContext Context { get; } = context;

    protected string Name { get; } = name;

    protected BlockSink<TOut> Next { get; } = next;

    /// <summary>Room for <see cref="Block.Size"/> records.</summary>
    protected TOut[] Buffer => _buffer!;

    /// <summary>Records waiting in <see cref="Buffer"/>.</summary>
    protected int Pending { get; set; }

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
