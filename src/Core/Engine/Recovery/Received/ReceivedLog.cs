using System.Collections.Concurrent;

namespace HotStream;

/// <summary>
/// The write-ahead log of a context: what its receivers' lanes took, so that batches whose sources cannot be read again are run again after
/// a restart with the records they had. One log a lane (<see cref="LaneLog"/>), in files of their own: no lane waits for another.
/// Called on the driver, unless said otherwise.
/// </summary>
internal sealed class ReceivedLog : IDisposable
{
    /// <summary>Name in the checkpoint directory.</summary>
    public const string DirectoryName = "received";

    private readonly ConcurrentDictionary<(string Input, int Lane), LaneLog> _lanes = []; // some are added while others append
    private readonly RecoverySettings _settings;
    private readonly DiskWait _disk;
    private readonly LogRoom _room;
    private readonly LogThread _thread = new();
    private readonly string _directory;
    private IReadOnlyList<LoggedBatch> _batches = [];
    private CheckpointHeader? _checkpoint;

    public ReceivedLog(RecoverySettings settings, DiskWait disk, LogRoom room)
    {
        (_settings, _disk, _room) = (settings, disk, room);
        _directory = Path.Combine(settings.Directory, DirectoryName);
        SpareFiles.Clear(_directory);
        foreach (IGrouping<(string, int), ReceivedSegment> lane in ReceivedSegment.In(_directory).GroupBy(one => (one.Input, one.Lane)))
        {
            _lanes[lane.Key] = new LaneLog(_directory, lane.Key.Item1, lane.Key.Item2, lane, _thread, settings.Logger,
                _disk, _room);
        }
    }

    /// <summary>Bytes that are on their way to the disk. Any thread.</summary>
    public long WaitingBytes => _lanes.Values.Sum(static lane => lane.WaitingBytes);

    /// <summary>Bytes in files. Any thread.</summary>
    public long HeldBytes => _lanes.Values.Sum(static lane => lane.HeldBytes);

    /// <summary>Room of files that are kept to be written over. Any thread.</summary>
    public long SpareBytes => _lanes.Values.Sum(static lane => lane.SpareBytes);

    /// <summary>Where producers wait for the disk.</summary>
    public DurableWait Durable { get; } = new();

    /// <summary>
    /// Takes in what is known of earlier lives: where batches end, from the log of batches, and where the newest checkpoint does.
    /// </summary>
    /// <param name="batches">The batches.</param>
    /// <param name="checkpoint">The checkpoint, or null.</param>
    /// <returns>What was received and is in no batch, by input; empty when there is nothing.</returns>
    public Dictionary<string, IReadOnlyList<SourceRange>> TakeIn(IReadOnlyList<LoggedBatch> batches, CheckpointHeader? checkpoint)
    {
        (_batches, _checkpoint) = (batches, checkpoint);
        var left = new Dictionary<string, IReadOnlyList<SourceRange>>();
        foreach (IGrouping<string, LaneLog> input in _lanes.Values.GroupBy(lane => lane.Input).ToArray())
        {
            left[input.Key] = [.. input.Select(lane => TakeIn(lane, batches, checkpoint)).OfType<SourceRange>()];
        }

        return left.Where(input => input.Value.Count > 0).ToDictionary();
    }

    /// <summary>The log of a lane, to append to.</summary>
    /// <param name="input">Place of the input.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="description">What a record is.</param>
    /// <exception cref="InvalidOperationException">What is there was of other records.</exception>
    public LaneLog Open(string input, int lane, string description)
    {
        if (!_lanes.TryGetValue((input, lane), out LaneLog? log))
        {
            _lanes[(input, lane)] = log = new LaneLog(_directory, input, lane, [], _thread, _settings.Logger, _disk, _room);
            log.BeginAt(EndOf(log, _batches, _checkpoint)); // of files that are gone: positions are never used twice
        }

        if (log.Open(description) is { } other)
        {
            throw new InvalidOperationException(
                $"What {input} received before is stored in {_directory} as {other}, and it is {description} now. Run the program that "
                + "received it once more and stop it gracefully, or begin anew in another directory.");
        }

        return log;
    }

    /// <summary>What an input received in a batch, by lane of that time.</summary>
    /// <param name="input">Place of the input.</param>
    /// <param name="ranges">The batch's ranges of it.</param>
    public IEnumerable<(int Lane, IReadOnlyList<ReadOnlyMemory<byte>> Frames)> Read(string input, IReadOnlyList<SourceRange> ranges)
    {
        foreach (SourceRange range in ranges)
        {
            if (!SourceRanges.TryParse(range, out int lane, out long from, out long to))
            {
                throw new InvalidDataException($"The log of batches has a range of {input} that is none of a receiver: {range}.");
            }

            long missing = to - from;
            IReadOnlyList<ReadOnlyMemory<byte>> frames = missing == 0 ? []
                : _lanes.TryGetValue((input, lane), out LaneLog? log) ? log.Read(from, to, out missing) : [];
            if (missing > 0)
            {
                RecoveryMessages.ReceivedDamaged(_settings.Logger, missing, input, lane, _directory);
            }

            yield return (lane, frames);
        }
    }

    /// <summary>A batch is about to run; its ranges in what was received are known.</summary>
    public void Note(long time, IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> ranges)
    {
        foreach ((string input, IReadOnlyList<SourceRange> read) in ranges)
        {
            foreach (SourceRange range in read)
            {
                if (SourceRanges.TryParse(range, out int lane, out _, out long to) && _lanes.TryGetValue((input, lane), out LaneLog? log))
                {
                    log.Note(time, to);
                }
            }
        }
    }

    /// <summary>What was written of all lanes is on disk when this returns.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void Sync(Executor executor)
    {
        LaneLog[] unsynced = [.. _lanes.Values.Where(static lane => lane.HasUnsynced)];
        executor.RunAll(new SyncTask(unsynced), unsynced.Length); // each on a worker: they share what the disk does
    }

    /// <summary>Where the batch of a time ends in each lane, for its checkpoint; null when there is nothing.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<SourceRange>>? EndsOf(long time)
    {
        var ends = _lanes.Values.Where(lane => lane.EndOf(time) is not null).GroupBy(lane => lane.Input).ToDictionary(
            input => input.Key,
            IReadOnlyList<SourceRange> (input) => [.. input.Select(lane => SourceRanges.Of(lane.Lane, 0, lane.EndOf(time)!.Value))]);
        return ends.Count > 0 ? ends : null;
    }

    /// <summary>Removes the files that are kept to be written over. Any thread.</summary>
    public void LetGo()
    {
        foreach (LaneLog lane in _lanes.Values)
        {
            lane.LetGo();
        }
    }

    /// <summary>Lets go of what checkpoints have.</summary>
    /// <param name="time">The oldest checkpoint.</param>
    public void Forget(long time)
    {
        foreach (LaneLog lane in _lanes.Values)
        {
            lane.Forget(time);
        }
    }

    public void Dispose()
    {
        Durable.Dispose();
        _thread.Dispose();
        foreach (LaneLog lane in _lanes.Values)
        {
            lane.Dispose();
        }
    }

    private SourceRange? TakeIn(LaneLog lane, IReadOnlyList<LoggedBatch> batches, CheckpointHeader? checkpoint)
    {
        (long end, long cut) = lane.FindEnd();
        if (cut > 0)
        {
            RecoveryMessages.LogCut(_settings.Logger, $"the log of what lane {lane.Lane} of {lane.Input} received", cut);
        }

        long taken = EndOf(lane, batches, checkpoint);
        foreach (LoggedBatch batch in batches)
        {
            if (EndIn(batch.Ranges, lane) is { } position)
            {
                lane.Note(batch.Time.Milliseconds, position);
            }
        }

        lane.BeginAt(Math.Max(end, taken));
        long from = Math.Max(taken, lane.Begin);
        return end > from ? SourceRanges.Of(lane.Lane, from, end) : null;
    }

    /// <summary>Where the batches and the checkpoint end in a lane.</summary>
    private static long EndOf(LaneLog lane, IReadOnlyList<LoggedBatch> batches, CheckpointHeader? checkpoint)
    {
        long end = checkpoint?.Received is { } ends && EndIn(ends, lane) is { } known ? Math.Max(0, known) : 0;
        foreach (LoggedBatch batch in batches)
        {
            end = Math.Max(end, EndIn(batch.Ranges, lane) ?? 0);
        }

        return end;
    }

    private static long? EndIn(IReadOnlyDictionary<string, IReadOnlyList<SourceRange>> ranges, LaneLog lane) =>
        ranges.TryGetValue(lane.Input, out IReadOnlyList<SourceRange>? read)
            ? read.Max(range => SourceRanges.TryParse(range, out int number, out _, out long to) && number == lane.Lane ? to : (long?)null)
            : null;

    private sealed class SyncTask(LaneLog[] lanes) : IPartitionTask
    {
        public void Run(int partition) => lanes[partition].Sync();
    }
}
