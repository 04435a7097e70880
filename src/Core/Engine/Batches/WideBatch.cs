using System.Runtime.ExceptionServices;

namespace HotStream;

/// <summary>
/// The result of a wide operator. Preparing it folds the parent's partitions into partials, unless they were folded while the records
/// arrived, and merges those; a single partial that is its own result is not merged. Kept until the scope ends, so that a second output
/// reads the same result.
/// </summary>
internal sealed class WideBatch<TIn, TOut> : Batch<TOut>
{
    private readonly Batch<TIn>? _parent;
    private readonly WideOperator<TIn, TOut> _step;
    private readonly int _inputs;
    private Partial<TIn>[]? _partials;
    private Partial<TIn>[]? _merged;
    private Exception? _failure;

    public WideBatch(Batch<TIn> parent, WideOperator<TIn, TOut> step)
        : base(parent.Scope)
    {
        _parent = parent;
        _step = step;
        _inputs = parent.PartitionCount;
        Scope.OnRelease(ReturnAll);
    }

    /// <summary>A result whose partials exist already.</summary>
    public WideBatch(BatchScope scope, Partial<TIn>[] partials, WideOperator<TIn, TOut> step)
        : base(scope)
    {
        _partials = partials;
        _step = step;
        _inputs = partials.Length;
        Scope.OnRelease(ReturnAll);
    }

    public override int PartitionCount => _step.PartitionsFor(_inputs);

    internal override bool KeepsSourcesWhole => _step.KeepsSourcesWhole || PartitionCount == 1;

    internal override long SizeHint => _merged is not null ? Total(_merged) : _partials is not null ? Total(_partials) : _parent!.SizeHint;

    internal override void Prepare()
    {
        if (_merged is not null)
        {
            return;
        }

        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        try
        {
            FoldAndMerge();
        }
        catch (Exception failure)
        {
            ReturnAll();
            // a second output starts again, unless the records were folded as they came and are gone
            _failure = _parent is null ? failure : null;
            throw;
        }
    }

    private void FoldAndMerge()
    {
        _partials ??= _step.FoldAll(_parent!);

        if (_inputs == 1 && PartitionCount == 1)
        {
            _merged = _partials;
            return;
        }

        var merged = new Partial<TIn>[PartitionCount];
        Scope.Executor.RunAll(new MergeTask(this, merged), merged.Length, Total(_partials) < 4096);
        _merged = merged;
        Array.ForEach(_partials, _step.Return);
        _partials = merged;
    }

    internal override void Execute(int partition, Stage<TOut> next)
    {
        _step.Emit(_merged![partition], next);
        next.Complete();
    }

    private static long Total(Partial<TIn>[] partials)
    {
        long total = 0;
        foreach (Partial<TIn> partial in partials)
        {
            total += partial?.Count ?? 0;
        }

        return total;
    }

    private void ReturnAll()
    {
        _step.ReturnAll(_partials ?? []);
        _partials = null;
        _merged = null;
    }

    private sealed class MergeTask(WideBatch<TIn, TOut> batch, Partial<TIn>[] merged) : IPartitionTask
    {
        public void Run(int partition) => merged[partition] = batch._step.Merge(
            batch._partials!, partition, merged.Length, batch.Scope.Begin(batch._step, partition, merges: true));
    }
}
