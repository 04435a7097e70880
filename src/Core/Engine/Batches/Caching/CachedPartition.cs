using System.Buffers;
using System.Runtime.CompilerServices;

namespace HotStream;

/// <summary>One partition of a cached batch: in memory, or, with a codec and when the budget is spent, in a file.</summary>
internal sealed class CachedPartition<T>(BatchScope scope, int partition, SpillCodec<T>? codec) : Stage<T>
{
    private readonly RecordList<T> _records = new();
    private SpillFile? _file;
    private long _charged;

    public int Count { get; private set; }

    public override bool KeepsRecords => _file is null && KeyTraits<T>.MayHoldSlices;

    public override void Accept(ReadOnlySpan<T> block)
    {
        Count += block.Length;
        if (_file is null && (codec is null || TryCharge(codec.SizeOf(block))))
        {
            _records.AddRange(block);
        }
        else
        {
            Spill(block);
        }
    }

    public override void Complete()
    {
        if (_file is not null)
        {
            Guard(static (file, _) => file.Complete(), default);
        }
    }

    /// <summary>Pushes the records in blocks; does not complete the stage.</summary>
    public void PushTo(Stage<T> next)
    {
        if (_file is null)
        {
            _records.PushTo(next);
            return;
        }

        T[] block = ArrayPool<T>.Shared.Rent(Block.Size);
        using var reader = new SpillReader(_file, scope);
        for (int start = 0; start < Count && !next.IsFull; start += Block.Size)
        {
            Span<T> records = block.AsSpan(0, Math.Min(Block.Size, Count - start));
            codec!.Read(reader, records);
            next.Accept(records);
            if (!next.KeepsRecords)
            {
                next.Flush();
            }

            reader.PassOn(next.KeepsRecords);
        }

        reader.End(next.KeepsRecords);
        ArrayPool<T>.Shared.Return(block, RuntimeHelpers.IsReferenceOrContainsReferences<T>());
    }

    /// <summary>Lets go of memory and file.</summary>
    public void Free()
    {
        _records.Release();
        _file?.Dispose();
        _file = null;
        scope.Cache.Refund(_charged);
        _charged = 0;
        Count = 0;
    }

    private bool TryCharge(long bytes)
    {
        bool fits = scope.Cache.TryCharge(bytes);
        _charged += fits ? bytes : 0;
        return fits;
    }

    private void Spill(ReadOnlySpan<T> block)
    {
        if (_file is null)
        {
            try
            {
                _file = scope.Cache.CreateFile();
            }
            catch (Exception cause)
            {
                throw Explain(cause);
            }

            Guard(codec!.Write, _records.Span);
            _records.Release();
            scope.Cache.Refund(_charged);
            _charged = 0;
        }

        Guard(codec!.Write, block);
    }

    private void Guard(Action<SpillFile, ReadOnlySpan<T>> write, ReadOnlySpan<T> block)
    {
        try
        {
            write(_file!, block);
        }
        catch (Exception cause)
        {
            throw Explain(cause);
        }
    }

    private BatchFailedException Explain(Exception cause) => new("Persist", scope.Time, partition, cause);
}
