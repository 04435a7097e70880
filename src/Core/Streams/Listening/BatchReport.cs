namespace HotStream;

/// <summary>Collects what is known of the batch that runs; one for a context, used again for every batch. Safe from any thread.</summary>
internal sealed class BatchReport(TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly List<InputInfo> _inputs = [];
    private readonly List<OutputOperationInfo> _outputs = [];
    private DueBatch _due;
    private long _startedAt;
    private bool _isRunning;

    public void Begin(DueBatch due)
    {
        lock (_gate)
        {
            _due = due;
            _startedAt = clock.GetTimestamp();
            _inputs.Clear();
            _outputs.Clear();
            _isRunning = true;
        }
    }

    /// <summary>An input has its records of a batch; ignored unless that batch runs and the input has not said so before.</summary>
    public void Add(BatchTime time, int streamId, string name, long records)
    {
        lock (_gate)
        {
            if (_isRunning && _due.Time == time && !IsKnown(streamId))
            {
                _inputs.Add(new InputInfo(streamId, name, records));
            }
        }
    }

    /// <summary>An output operation starts; when.</summary>
    public long BeginOutput() => clock.GetTimestamp();

    /// <summary>What is known of an output operation.</summary>
    public OutputOperationInfo Output(int index, string name, long startedAt, TimeSpan? took = null, Exception? failure = null) =>
        new(_due.Time, index, name, _due.SubmissionTime + clock.GetElapsedTime(_due.SubmittedAt, startedAt), took, failure);

    /// <summary>An output operation is done, well or not.</summary>
    public OutputOperationInfo EndOutput(int index, string name, long startedAt, Exception? failure)
    {
        OutputOperationInfo ended = Output(index, name, startedAt, clock.GetElapsedTime(startedAt), failure);
        lock (_gate)
        {
            _outputs.Add(ended);
        }

        return ended;
    }

    /// <summary>The batch that runs, as far as it is; null between batches.</summary>
    public BatchInfo? Peek()
    {
        lock (_gate)
        {
            return _isRunning ? Make(null) : null;
        }
    }

    public BatchInfo End()
    {
        lock (_gate)
        {
            _isRunning = false;
            return Make(clock.GetElapsedTime(_startedAt));
        }
    }

    private bool IsKnown(int streamId)
    {
        foreach (InputInfo input in _inputs)
        {
            if (input.StreamId == streamId)
            {
                return true;
            }
        }

        return false;
    }

    private BatchInfo Make(TimeSpan? processing) => new(_due, _inputs.ToArray(), _outputs.ToArray())
    {
        SchedulingDelay = clock.GetElapsedTime(_due.SubmittedAt, _startedAt),
        ProcessingTime = processing,
    };
}
