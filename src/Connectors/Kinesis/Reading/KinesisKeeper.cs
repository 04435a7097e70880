using System.Collections.Concurrent;

namespace HotStream.Kinesis;

/// <summary>
/// Looks which shards a stream has, and has each fetched when it may be: a shard that came from others begins when batches have taken all
/// of these. One task looks; the driver takes what was found and says what is done.
/// </summary>
/// <param name="source">What is read.</param>
/// <param name="keep">Runs a task until the stop, whatever it throws.</param>
/// <param name="firstWait">First wait after a failure.</param>
internal sealed class KinesisKeeper(KinesisSource source, Func<Func<CancellationToken, Task>, Task> keep, TimeSpan firstWait) : IDisposable
{
    private readonly ConcurrentDictionary<string, KinesisShard> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<KinesisShard> _found = [];
    private readonly ConcurrentQueue<string> _forgotten = [];
    private readonly SemaphoreSlim _wake = new(0);
    private readonly List<Task> _fetches = [];
    private bool _isFirstLook;
    private long _created;
    private volatile string? _problem;

    /// <summary>Shards that are known from an earlier life, and when their stream was made, or 0; before the first look.</summary>
    public void Begin(IReadOnlyDictionary<string, KinesisPosition> positions, long created)
    {
        foreach ((string id, KinesisPosition position) in positions)
        {
            Know(new KinesisShard(id, position, beginsNow: false, source.Budget) { IsNew = false });
        }

        _created = created;
        _isFirstLook = positions.Count == 0;
    }

    /// <summary>When the stream was made, in milliseconds since 1970; 0 before that is known.</summary>
    public long Created => Interlocked.Read(ref _created);

    /// <summary>Why batches fail; null when they do not.</summary>
    public string? Problem => _problem;

    /// <summary>Sequence number of the last record that was fetched of a shard, or taken; empty for none. For tests.</summary>
    public string LastFetched(string shard) => _known.TryGetValue(shard, out KinesisShard? known) ? known.Fetched.Sequence : "";

    /// <summary>A shard that is read, or will be; driver.</summary>
    public bool TryTakeFound(out KinesisShard shard) => _found.TryDequeue(out shard!);

    /// <summary>A shard that ended and is not there any more; driver.</summary>
    public bool TryTakeForgotten(out string shard) => _forgotten.TryDequeue(out shard!);

    /// <summary>Something has changed: looks at once; driver.</summary>
    public void Wake() => _wake.Release();

    /// <summary>Looks, and looks again.</summary>
    /// <exception cref="KinesisException">It cannot.</exception>
    public async Task LookOnAsync(Backoff backoff, CancellationToken stop)
    {
        while (true)
        {
            await LookAsync(stop).ConfigureAwait(false);
            backoff.Progress();
            await _wake.WaitAsync(source.Options.LookForShards, stop).ConfigureAwait(false);
        }
    }

    /// <summary>The fetching tasks, when looking has ended.</summary>
    public Task EndAsync() => Task.WhenAll(_fetches);

    public void Dispose() => _wake.Dispose();

    private async Task LookAsync(CancellationToken stop)
    {
        StreamSummary summary = await source.Reads.DescribeAsync(stop).ConfigureAwait(false);
        if (summary.Status is "CREATING" or "DELETING")
        {
            throw new KinesisException(KinesisProblem.Away, $"{source.Name} is {PlainText.Of(summary.Status, 20)}: it is waited for.");
        }

        source.Retention = summary.Retention;
        if (!IsTheSame(summary))
        {
            return;
        }

        List<KinesisShardInfo> shards = await source.Reads.ListAsync(stop).ConfigureAwait(false);
        foreach (KinesisShardInfo info in shards)
        {
            if (!_known.ContainsKey(info.Id))
            {
                Know(_isFirstLook ? First(info, summary)
                    : new KinesisShard(info.Id, KinesisPosition.Oldest, beginsNow: false, source.Budget));
            }
        }

        _isFirstLook = false;
        HashSet<string> listed = [.. shards.Select(static info => info.Id)];
        foreach (KinesisShard gone in _known.Values.Where(shard => !listed.Contains(shard.Id)).ToList())
        {
            Vanished(gone);
        }

        foreach (KinesisShardInfo info in shards)
        {
            KinesisShard shard = _known[info.Id];
            if (!shard.IsOpen && !shard.IsDone && IsDone(info.Parent) && IsDone(info.AdjacentParent))
            {
                shard.IsOpen = true;
                _fetches.RemoveAll(static task => task.IsCompletedSuccessfully);
                _fetches.Add(keep(new KinesisFetch(source, shard, firstWait).RunAsync));
            }
        }
    }

    /// <summary>A stream that is read for the first time: where its shards begin.</summary>
    private KinesisShard First(KinesisShardInfo info, StreamSummary summary)
    {
        if (source.Options.StartTime is { } time)
        {
            return new KinesisShard(info.Id, KinesisPosition.At(time.ToUnixTimeMilliseconds()), beginsNow: false, source.Budget);
        }

        bool isLatest = source.Options.Start == KinesisStart.Latest;
        KinesisPosition begin = !isLatest ? KinesisPosition.Oldest
            : info.IsClosed ? KinesisPosition.End
            : KinesisPosition.At(summary.Time.ToUnixTimeMilliseconds());
        return new KinesisShard(info.Id, begin, isLatest, source.Budget);
    }

    private void Know(KinesisShard shard)
    {
        _known[shard.Id] = shard;
        _found.Enqueue(shard);
    }

    private bool IsDone(string? parent) => parent is null || !_known.TryGetValue(parent, out KinesisShard? shard) || shard.IsDone;

    /// <summary>A shard that is not listed any more had its last record longer ago than the stream keeps them.</summary>
    private void Vanished(KinesisShard shard)
    {
        if (shard.IsDone)
        {
            _known.TryRemove(shard.Id, out _);
            _forgotten.Enqueue(shard.Id);
        }
        else if (shard.Problem is null && source.PassOver(shard, $"Shard {PlainText.Of(shard.Id)} is not in {source.Name} any more, and "
            + "was not read to its end: what was left of it was removed."))
        {
            shard.End();
        }
    }

    /// <summary>A stream that was deleted and made again has other records under names that were there before.</summary>
    private bool IsTheSame(StreamSummary summary)
    {
        bool isAnother = _created != 0 && summary.CreatedMilliseconds != 0 && _created != summary.CreatedMilliseconds;
        if (isAnother)
        {
            _problem = $"{source.Name} was deleted and made again since it was read: it has other records now. Begin anew, with another "
                + "checkpoint directory.";
            return false;
        }

        if (summary.CreatedMilliseconds != 0)
        {
            Interlocked.Exchange(ref _created, summary.CreatedMilliseconds);
        }

        return true;
    }
}
