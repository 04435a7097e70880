namespace HotStream;

/// <content>What is written beside the batches, and how a restart goes on from it.</content>
public sealed partial class StreamingContext
{
    private static readonly List<IReceiverInput> s_none = [];

    private readonly Dictionary<BatchTime, LoggedBatch> _runAgain = [];
    private Recovery? _recovery;
    private long _released = long.MinValue; // time of the last batch whose reading nobody asks for again
    private bool _hasFailedBatch;
    private bool _restores;
    private LoggedBatch? _tail; // of what an earlier life received and had in no batch

    /// <summary>What an earlier life says of the batch that runs, when it is run again. Driver.</summary>
    internal LoggedBatch? Again { get; private set; }

    /// <summary>Batches up to this one have been counted by accumulators that are kept; run again, they add nothing.</summary>
    internal BatchTime CountsAfter { get; private set; }

    /// <summary>
    /// The receivers whose records are in the batch that runs: none when it is run again, what they have now is of later batches.
    /// </summary>
    private List<IReceiverInput> LiveReceivers => Again is null ? Graph.Receivers : s_none;

    /// <summary>
    /// A context that, once started, goes on from the checkpoint in a directory, or begins anew when there is none. Functions are code and
    /// not in a checkpoint, so unlike Spark's the graph is built anew in either case, by <paramref name="create"/>, and compared with the
    /// one in the checkpoint when the context starts. Batches that had begun after the checkpoint are run again, with the records they had
    /// where their source can give them again, before new ones. Of the last of them nobody knows whether its outputs were done, so they
    /// are run once more.
    /// </summary>
    /// <param name="directory">The checkpoint directory; need not exist.</param>
    /// <param name="create">Makes the context and its whole graph, and does not start it.</param>
    /// <exception cref="InvalidOperationException">The context has another checkpoint directory.</exception>
    public static StreamingContext GetOrCreate(string directory, Func<StreamingContext> create)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(directory);
        ArgumentNullException.ThrowIfNull(create);
        StreamingContext context = create() ?? throw new ArgumentException("The function made no context.", nameof(create));
        if (context._checkpointDirectory is { } other && Path.GetFullPath(other) != Path.GetFullPath(directory))
        {
            throw new InvalidOperationException(
                $"Context {context.Name} has the checkpoint directory {other}, and GetOrCreate was asked for "
                + $"{directory}; name one of them.");
        }

        context.Checkpoint(directory);
        context._restores = true;
        return context;
    }

    /// <summary>Where a disk is full: removes files of the write-ahead log that are kept to be written over. Any thread.</summary>
    internal void LetGoOfLogSpares() => _recovery?.Received.LetGo();

    /// <summary>Opens the checkpoint directory.</summary>
    /// <returns>What to go on from; null for a new run.</returns>
    private RestoredRun? OpenRecovery(string directory)
    {
        MakeCheckpointDirectory(directory);
        return OrEnd(() =>
        {
            ThrowIfCopiesAreOfNoUse();
            long interval = (long?)Options.CheckpointInterval?.TotalMilliseconds
                ?? Graph.Read.Min(node => node.CheckpointMilliseconds)
                ?? StreamNode.CheckpointMillisecondsOver(IntervalMilliseconds);
            var settings = new RecoverySettings(
                directory, Name, Options.QueryId, IntervalMilliseconds, interval, Options.LogSyncInterval, Options.CaptureRows,
                Options.LogSegmentBytes, Options.Codecs, Options.TimeProvider, _logger, Termination, Options.CheckpointCopies);
            _recovery = Recovery.Open(settings, _restores, out RestoredRun? restored);
            Options.QueryId = restored?.Run ?? Options.QueryId;
            return restored;
        });
    }

    /// <summary>Gives streams what they remembered, or what they begin with.</summary>
    private void RestoreStreams(RestoredRun? restored, BatchTime startTime)
    {
        if (_recovery is not { } recovery)
        {
            Shared.Restore(null);
            return;
        }

        CountsAfter = restored?.KeptAt ?? ZeroTime;
        OrEnd(() =>
        {
            recovery.Attach(Graph.FindRecoverables());
            Shared.Restore(restored?.Kept);
            if (_restores)
            {
                Graph.UseLog(recovery.Received, Options.WriteAheadLog);
            }

            if (restored is null)
            {
                recovery.Begin(ZeroTime, startTime);
            }
            else
            {
                recovery.GoOn();
            }

            if (restored?.Tail is { } tail)
            {
                foreach (string gone in tail.Ranges.Keys.Except(Graph.PlacesOfInputs()))
                {
                    RecoveryMessages.ReceivedByNobody(_logger, gone);
                }

                _tail = tail with { Ranges = Graph.TakenBack(tail.Ranges) };
                LoggedBatch? before = restored.Again is [.., { Outcome: BatchEvent.Begun } again, _] ? again : null;
                recovery.TailBegins(before, _tail, Graph.Executor);
            }

            return true;
        });
    }

    private void ThrowIfCopiesAreOfNoUse()
    {
        if (Options.CheckpointCopies is { } copies && !_restores)
        {
            throw new InvalidOperationException(
                $"Context {Name} keeps checkpoint copies in {copies.Name} and would never go on from them: make it by "
                + "StreamingContext.GetOrCreate(directory, () => ...).");
        }
    }

    /// <summary>Says what was received and is lost with the machine all the same.</summary>
    private void WarnOfWhatIsNotCopied()
    {
        if (Options.CheckpointCopies is { } copies)
        {
            foreach (IReceiverInput receiver in Graph.Receivers)
            {
                CopyMessages.InputNotCovered(_logger, receiver.OperatorName, copies.Name);
            }
        }
    }

    private T OrEnd<T>(Func<T> function)
    {
        try
        {
            return function();
        }
        catch
        {
            End(NewDeadline());
            throw;
        }
    }

    /// <summary>Puts the batches of an earlier life that are run again into the driver's queue, before all others.</summary>
    private void RunAgain(RestoredRun? restored)
    {
        if (restored is null)
        {
            return;
        }

        int whole = restored.Again.Count(batch => batch.Outcome != BatchEvent.Committed);
        RecoveryMessages.Restored(_logger, Name, restored.Time, restored.Again.Count, whole);
        foreach (string input in Graph.FindNotReadAgain([.. restored.Again.Where(batch => batch != restored.Tail)]))
        {
            RecoveryMessages.NotReadAgain(_logger, input, restored.Again.Count);
        }

        long expected = restored.Time.Milliseconds + IntervalMilliseconds;
        foreach (LoggedBatch batch in restored.Again)
        {
            if (batch.Time.Milliseconds > expected)
            {
                Graph.Skip(new BatchTime(expected), new BatchTime(batch.Time.Milliseconds - IntervalMilliseconds));
            }

            expected = batch.Time.Milliseconds + IntervalMilliseconds;
            _runAgain.Add(batch.Time, batch == restored.Tail ? _tail! : batch);
            _scheduler!.Enqueue(new DueBatch(batch.Time, Options.TimeProvider.GetUtcNow(), Options.TimeProvider.GetTimestamp()));
        }
    }

    /// <summary>
    /// Driver: inputs say what the batch reads before anything is computed, so that the disk is not waited for between the work of streams
    /// and that of outputs. False when an input cannot say now: it fails again when it is read, or gives something else then.
    /// </summary>
    private bool TryNoteBatch(BatchTime time)
    {
        if (_recovery is null || Again is not null)
        {
            return true; // there is nothing to note
        }

        try
        {
            Graph.ReadInputs(time);
        }
        catch (BatchFailedException)
        {
            return false;
        }

        NoteBatch(_recovery, time);
        return true;
    }

    /// <summary>Driver: what the batch reads is on disk when this returns.</summary>
    private void NoteBatch(Recovery recovery, BatchTime time) => recovery.BatchBegins(time, Graph.RangesOf(time), Graph.Executor);

    /// <summary>Driver: the batch is over.</summary>
    private void NoteOutcome(BatchTime time, bool succeeded)
    {
        _hasFailedBatch |= !succeeded;
        if (Again is not { Outcome: BatchEvent.Committed })
        {
            _recovery?.NoteEnd(time, succeeded, Shared.Save());
        }
    }

    /// <summary>Driver: the batch is over, and everybody knows.</summary>
    private void TakeCheckpoint(BatchTime time)
    {
        _recovery?.TakeIfDue(time, Graph.Executor, () => _scheduler!.Unbegun > 0);
        long released = _recovery?.Forgotten ?? (_hasFailedBatch ? _released : time.Milliseconds);
        if (released > _released)
        {
            _released = released;
            Graph.ReleaseInputs(new BatchTime(released));
        }
    }

    /// <summary>No batch runs any more, and streams still hold what they remember.</summary>
    private void CloseRecovery(bool isWhole, TimeSpan longest)
    {
        if (isWhole && !_failed.Task.IsCompleted)
        {
            _stopWaitsFor = "the last checkpoint";
            _recovery?.Close(LastGenerated, Graph.Executor, longest);
        }
    }
}
