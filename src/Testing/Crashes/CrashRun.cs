using Microsoft.Extensions.Logging.Abstractions;

namespace HotStream.Testing;

/// <summary>
/// A program that lives several times over one checkpoint directory, on one clock, and ends where the test says: as a kill would end it, no
/// process is killed. A life that ends at a moment leaves its files as they are then; what it does later has no effect, except on outputs
/// of yours behind the first in the same batch. Not thread-safe.
/// </summary>
public sealed class CrashRun : IDisposable
{
    private readonly Action<StreamingContext, ICrashGate> _program;
    private readonly CrashOptions _options;
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("hotstream-crash-");
    private int _lives;

    /// <summary>A run of a program with outputs of its own; <see cref="Output"/> stays empty.</summary>
    /// <param name="program">Makes streams and outputs; called for each life, with a new context.</param>
    /// <param name="options">How it lives; null for the defaults.</param>
    public CrashRun(Action<StreamingContext> program, CrashOptions? options = null)
        : this((context, _) => program(context), options) => ArgumentNullException.ThrowIfNull(program);

    private CrashRun(Action<StreamingContext, ICrashGate> program, CrashOptions? options)
    {
        (_program, _options) = (program, options ?? new CrashOptions());
        Checkpoints = Path.Combine(_root.FullName, "0");
        _options.BeforeRun?.Invoke();
    }

    /// <summary>The clock of all lives. It begins at the Unix epoch; batch n falls due n intervals later.</summary>
    public ManualClock Clock { get; } = new();

    /// <summary>The checkpoint directory of the next life. A life that ended at a moment leaves a copy, so the path changes.</summary>
    public string Checkpoints { get; private set; }

    /// <summary>What the outputs of all lives wrote, as text.</summary>
    public RecordingSink<string> Output { get; } = new();

    /// <summary>Batches that have fallen due.</summary>
    public int Batches => (int)(Clock.GetUtcNow() - DateTimeOffset.UnixEpoch).Divide(_options.Interval);

    /// <summary>A run of a program whose last stream is written to <see cref="Output"/>.</summary>
    /// <typeparam name="T">Type of the records; the output has their text, as <see cref="RecordText"/> writes it.</typeparam>
    /// <param name="program">Makes the streams; called for each life, with a new context.</param>
    /// <param name="options">How it lives; null for the defaults.</param>
    public static CrashRun Of<T>(Func<StreamingContext, DStream<T>> program, CrashOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        RecordingSink<string>? output = null;
        var run = new CrashRun((context, gate) =>
            program(context).Map(static record => RecordText.Format(record)).WriteTo(output!.OpenFor(gate)), options);
        output = run.Output;
        return run;
    }

    /// <summary>A life of some batches.</summary>
    /// <param name="batches">New ones, beside those that are run again.</param>
    /// <param name="graceful">Whether it stops gracefully at its end; else it is killed when the last batch is over.</param>
    /// <param name="restores">Whether it goes on from the checkpoint; else it begins anew over what is there.</param>
    /// <exception cref="BatchFailedException">A batch failed. The life is over.</exception>
    /// <exception cref="TimeoutException">The batches did not end in time.</exception>
    public void Live(int batches, bool graceful = false, bool restores = true)
    {
        var life = new CrashLife(null, default);
        using StreamingContext context = restores ? StreamingContext.GetOrCreate(Checkpoints, () => Build(life)) : Build(life);
        if (!restores)
        {
            context.Checkpoint(Checkpoints);
        }

        context.Start();
        if (_options.BeforeBatch is null || batches == 0)
        {
            Clock.AdvanceAndWait(_options.Interval * batches, _options.Patience);
        }
        else
        {
            for (int i = 0; i < batches; i++)
            {
                _options.BeforeBatch(Batches + 1);
                Clock.AdvanceAndWait(_options.Interval, _options.Patience);
            }
        }

        context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        context.Stop(graceful);
        Checkpoints = _options.IsDirectoryLost ? NextDirectory() : Checkpoints;
    }

    /// <summary>A life that ends at a moment of a batch, as by a kill.</summary>
    /// <param name="moment">The moment.</param>
    /// <param name="batch">The number of the batch in the run, from 1.</param>
    /// <returns>False when the batch was over without that moment, for example because no checkpoint was due: the life
    /// was killed then.</returns>
    /// <exception cref="BatchFailedException">A batch failed. The life is over.</exception>
    /// <exception cref="TimeoutException">The batches did not end in time.</exception>
    public bool LiveUntil(CrashMoment moment, int batch)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(batch, 1);
        var end = new BatchTime((long)(_options.Interval * batch).TotalMilliseconds);
        var life = new CrashLife(moment, end);
        using StreamingContext context = StreamingContext.GetOrCreate(Checkpoints, () => Build(life));
        try
        {
            context.Start();
            bool isReached = Await(context, life, TimeSpan.Zero);
            while (!isReached && Batches < batch)
            {
                _options.BeforeBatch?.Invoke(Batches + 1);
                isReached = Await(context, life, _options.Interval);
            }

            if (moment == CrashMoment.InCheckpointFile && life.Saved == end)
            {
                isReached = SpinWait.SpinUntil(() =>
                    LastCheckpoint(Checkpoints) == end, _options.Patience); // it is written beside the batches
            }

            Leave(moment, isReached);
            return isReached;
        }
        finally
        {
            life.End();
            context.Stop();
        }
    }

    /// <summary>Removes all files.</summary>
    public void Dispose() => _root.Delete(recursive: true);

    private static BatchTime? LastCheckpoint(string directory)
    {
        try
        {
            return CheckpointDirectory.Read(directory).LastGood?.Time;
        }
        catch (IOException)
        {
            return null; // an old one is being removed
        }
    }

    /// <summary>Time goes by until the moment has come, or all batches that are due are over.</summary>
    private bool Await(StreamingContext context, CrashLife life, TimeSpan time)
    {
        Clock.Advance(time);
        TimeSpan slice = TimeSpan.FromMilliseconds(5);
        for (TimeSpan waited = TimeSpan.Zero; !life.Reached.IsSet; waited += slice)
        {
            try
            {
                Clock.AdvanceAndWait(TimeSpan.Zero, slice);
                break;
            }
            catch (TimeoutException) when (waited < _options.Patience)
            {
                // a life that has come to its end finishes no batch: look again
            }
        }

        if (!life.Reached.IsSet)
        {
            context.AwaitTerminationOrTimeout(TimeSpan.Zero); // throws what failed
        }

        return life.Reached.IsSet;
    }

    /// <summary>Copies the files as they are now: the next life goes on from the copy.</summary>
    private void Leave(CrashMoment moment, bool isReached)
    {
        string left = NextDirectory();
        if (_options.IsDirectoryLost)
        {
            Checkpoints = left;
            return;
        }

        CheckpointCopy.Take(Checkpoints, left);
        if (isReached && moment == CrashMoment.InLog)
        {
            CheckpointCopy.CutLog(left);
        }
        else if (isReached && moment == CrashMoment.InCheckpointFile)
        {
            CheckpointCopy.CutNewest(left);
        }

        Checkpoints = left;
    }

    private string NextDirectory() => Path.Combine(_root.FullName, $"{++_lives}");

    private StreamingContext Build(CrashLife life)
    {
        var options = new StreamingOptions
        {
            TimeProvider = Clock,
            Partitions = _options.Partitions,
            CheckpointInterval = _options.CheckpointInterval,
            LoggerFactory = NullLoggerFactory.Instance,
        };
        _options.With?.Invoke(options);
        var context = new StreamingContext("crash run", _options.Interval, options);
        var probe = new CrashProbe(context, life);
        probe.Transform((batch, time) => // its first output: an output that cannot be made lets none run
        {
            life.ReachOutputs(time);
            return batch;
        }).ForeachBatch(static _ => { });
        _program(context, life);
        probe.ForeachBatch((_, time) => life.Reach(CrashMoment.AfterOutputs, time));
        context.BatchCompleted += info => life.ReachEnd(info.Time);
        return context;
    }
}
