namespace HotStream.Bench;

/// <summary>
/// The one batch of a word count: an output adds all its counts up inside the timed span; the answer is read from the batch afterwards.
/// </summary>
internal sealed class CountedBatch : IDisposable
{
    private readonly StreamingContext _context;
    private readonly DirectoryInfo? _log;
    private Batch<KeyValuePair<Utf8Slice, long>>? _batch;
    private readonly ManualResetEventSlim _released = new();
    private long _words;

    public CountedBatch(StreamingContext context, DStream<KeyValuePair<Utf8Slice, long>> counts, DirectoryInfo? log = null)
    {
        (_context, _log) = (context, log);
        counts.ForeachBatch(batch =>
        {
            batch.Foreach(pair => Interlocked.Add(ref _words, pair.Value)); // a call per distinct word
            _batch = batch;
            _released.Wait(); // the batch lives while its outputs run
        });
    }

    /// <summary>Waits for the batch; the answer keeps it alive until the outcome is disposed.</summary>
    public JobOutcome Outcome()
    {
        var spin = default(SpinWait);
        while (Volatile.Read(ref _batch) is null)
        {
            if (_context.AwaitTerminationOrTimeout(TimeSpan.Zero))
                throw new InvalidOperationException("the context stopped before its batch");
            spin.SpinOnce();
        }

        return new JobOutcome(_words, Answer) { Owned = this };
    }

    public void Dispose()
    {
        _released.Set();
        _context.Dispose();
        _log?.Delete(recursive: true); // not part of what is timed
    }

    private JobAnswer Answer()
    {
        var answer = default(JobAnswer);
        foreach (KeyValuePair<Utf8Slice, long> pair in _batch!.ToList())
            answer = answer.WithWord(pair.Key.Bytes, pair.Value);
        return answer;
    }
}
