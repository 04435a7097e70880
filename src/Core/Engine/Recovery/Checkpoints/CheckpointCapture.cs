using System.Diagnostics;

namespace HotStream;

/// <summary>
/// A checkpoint while it is taken. Copying much state at once would make batches late, so it is copied between batches in steps of about
/// a millisecond; what changes meanwhile is copied again. Law: when no operator has anything left, what is written is the state after the
/// batch that ran last. The least rows of a step grow with the number of steps, so that changes cannot outrun them for ever. Driver.
/// </summary>
internal sealed class CheckpointCapture
{
    private const int StepsOfAFloor = 64;
    private const long MostRows = 1 << 28;

    private static readonly TimeSpan s_short = TimeSpan.FromMilliseconds(0.75);
    private static readonly TimeSpan s_long = TimeSpan.FromMilliseconds(1.5);

    private readonly IReadOnlyList<Recoverable> _operators;
    private readonly CheckpointPart[] _parts;
    private long _rows;
    private long _leastRows;
    private int _steps;

    /// <summary>Begins.</summary>
    /// <param name="operators">What has state.</param>
    /// <param name="last">The batch after which.</param>
    /// <param name="isWhole">Everything, or what changed since the checkpoint before.</param>
    /// <param name="rowsAtFirst">Rows of a partition in a step.</param>
    public CheckpointCapture(IReadOnlyList<Recoverable> operators, BatchTime last, bool isWhole, int rowsAtFirst)
    {
        _operators = operators;
        _rows = _leastRows = rowsAtFirst;
        IsWhole = isWhole;
        _parts = [.. operators.SelectMany((step, number) => Enumerable.Range(0, step.Partitions).Select(partition =>
            new CheckpointPart(number, partition, step.Begin(partition, last, isWhole), new SnapshotWriter())))];
    }

    public bool IsWhole { get; }

    /// <summary>Copies some of what is left.</summary>
    /// <returns>Whether nothing is.</returns>
    public bool Step(Executor executor)
    {
        var task = new StepTask(this, (int)_rows, executor.WorkerCount);
        long started = Stopwatch.GetTimestamp();
        executor.RunAll(task, executor.WorkerCount);
        TimeSpan took = Stopwatch.GetElapsedTime(started);
        if (++_steps % StepsOfAFloor == 0)
        {
            _leastRows = Math.Min(MostRows, _leastRows * 2);
        }

        long rows = took < s_short ? _rows * 2 : took > s_long ? _rows / 2 : _rows;
        _rows = Math.Clamp(rows, _leastRows, MostRows);
        return task.IsComplete;
    }

    /// <summary>Copies what only makes sense as it is after the last batch.</summary>
    /// <param name="time">That batch.</param>
    /// <param name="executor">The workers.</param>
    /// <returns>The checkpoint, to be written and let go of.</returns>
    public IReadOnlyList<CheckpointPart> Finish(BatchTime time, Executor executor)
    {
        executor.RunAll(new FinishTask(this, time, executor.WorkerCount), executor.WorkerCount);
        return _parts;
    }

    /// <summary>There will be no checkpoint.</summary>
    public void Abandon()
    {
        foreach (CheckpointPart part in _parts)
        {
            part.Written.Dispose();
            _operators[part.Operator].Abandon(part.Partition);
        }
    }

    /// <summary>Parts are dealt to the workers in turn.</summary>
    private sealed class StepTask(CheckpointCapture capture, int rows, int workers) : IPartitionTask
    {
        private volatile bool _isLeft;

        public bool IsComplete => !_isLeft;

        public void Run(int partition)
        {
            for (int i = partition; i < capture._parts.Length; i += workers)
            {
                CheckpointPart part = capture._parts[i];
                if (!capture._operators[part.Operator].CaptureAhead(part.Partition, rows, part.Written))
                {
                    _isLeft = true;
                }
            }
        }
    }

    private sealed class FinishTask(CheckpointCapture capture, BatchTime time, int workers) : IPartitionTask
    {
        public void Run(int partition)
        {
            for (int i = partition; i < capture._parts.Length; i += workers)
            {
                CheckpointPart part = capture._parts[i];
                capture._operators[part.Operator].Capture(part.Partition, time, part.Written);
                if (part.IsWhole && part.Written.Bytes == 0)
                {
                    part.Written.EndSection(); // nothing, and nothing of what was there before
                }
            }
        }
    }
}
