using System.Collections.Concurrent;

namespace HotStream.Kinesis;

/// <summary>
/// A member of a group. One task looks at the stream's shards and the table of leases, and takes its share; one task for each lease renews
/// it and notes how far batches have done its records (the other file). None waits for the engine: records go to the receiver's thread,
/// which takes them from <see cref="Shares"/>.
/// <para>Law: a checkpoint is written by the task of a lease alone, under the condition that the lease is as that task wrote it last. So
/// what a member believes of a lease that it lost changes nothing.</para>
/// </summary>
internal sealed partial class KinesisMember
{
    private const int RemindMilliseconds = 60_000;

    private readonly KinesisGroupSource _group;
    private readonly KinesisClient _streams;
    private readonly KinesisClient _tables;
    private readonly KinesisSource _source;
    private readonly LeaseTable _table;
    private readonly LeaseSights _sights;
    private readonly TimeSpan _firstWait;
    private readonly TimeSpan _lookEvery;
    private readonly Action<string> _report;
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _wake = new(0);
    private readonly AutoResetEvent _arrived = new(initialState: false);
    private readonly ConcurrentQueue<KinesisShare> _released = [];
    private readonly HashSet<string> _reported = []; // since all was well
    private readonly Lock _gate = new();
    private readonly Task _looking;
    private readonly Dictionary<string, Task> _holds = new(StringComparer.Ordinal);
    private volatile KinesisShare[] _shares = [];
    private volatile Exception? _failure;
    private volatile bool _looksForShards = true;
    private (string Shard, string Owner, long Since)? _asked; // for which lease we have asked whom
    private string _stream = "";
    private long _shardsSeen;

    /// <param name="group">What is read.</param>
    /// <param name="firstWait">First wait after a failure.</param>
    /// <param name="report">Takes what somebody should read.</param>
    public KinesisMember(KinesisGroupSource group, TimeSpan firstWait, Action<string> report)
    {
        (_group, _firstWait, _report) = (group, firstWait, report);
        string name = $"kinesis {PlainText.Of(group.Stream)}";
        _streams = new KinesisClient(group.Reading);
        _tables = new KinesisClient(AwsService.DynamoDb, group.Options, group.Options.DynamoDbUrl, group.TableTimeout);
        _source = new KinesisSource(name, group.Context, group.Stream, group.Reading, new KinesisReads(_streams, group.Stream, name),
            new KinesisBudget(group.Reading.HeldBytesMax), Report)
        { OptionsName = nameof(KinesisGroupOptions) };
        _table = new LeaseTable(_tables, group.Table, group.Group, group.Worker);
        _sights = new LeaseSights(group.Options.LeaseDuration, TimeProvider.System);
        _lookEvery = group.Options.LookForLeases ?? (group.Options.LeaseDuration / 2);
        _looking = LookOnAsync();
    }

    /// <summary>Shards that are held now.</summary>
    public IReadOnlyList<KinesisShare> Shares => _shares;

    /// <summary>Why it ended by itself.</summary>
    public Exception? Failure => _failure;

    /// <summary>Bytes that were fetched and not taken; for tests.</summary>
    public long Held => _source.Budget.Held;

    /// <summary>A share that has gone, so that its way into the engine can be closed. The receiver's thread.</summary>
    public bool TryTakeReleased(out KinesisShare? share) => _released.TryDequeue(out share);

    /// <summary>Waits a moment for records. The receiver's thread.</summary>
    public void AwaitRecords(TimeSpan most) => _arrived.WaitOne(most);

    /// <summary>Reads a shard anew from behind what is done: a batch has failed. The receiver's thread.</summary>
    public void ReadAgain(KinesisShare share)
    {
        KinesisFetching before = share.Fetching;
        Fetch(share, share.Due);
        Discard(before);
    }

    /// <summary>What a share that is gone had fetched is let go. The receiver's thread, which takes no more of it.</summary>
    public void Discard(KinesisFetching fetching) => Keep(fetching.DiscardAsync());

    /// <summary>A batch is done.</summary>
    public void Wake() => Array.ForEach(_shares, static share => share.Wake());

    /// <summary>Takes no more leases and records; each lease is given back once its batches are done.</summary>
    public void BeginLeave()
    {
        _stopping.Cancel();
        Keep(LeaveAsync(Timeout.InfiniteTimeSpan));
    }

    /// <summary>Gives all leases back. Once; the receiver's thread takes no more.</summary>
    /// <param name="waitsForBatches">Whether batches go on, so that it is worth waiting for them.</param>
    public void Close(bool waitsForBatches)
    {
        _stopping.Cancel();
        TimeSpan patience = waitsForBatches ? _group.Options.FinishWithin : TimeSpan.Zero;
        Volatile.Write(ref _closes, Environment.TickCount64 + (long)(patience + LastWrites).TotalMilliseconds);
        LeaveAsync(patience).GetAwaiter().GetResult();
        EndAsync().GetAwaiter().GetResult();
        _source.Budget.Dispose();
        _streams.Dispose();
        _tables.Dispose();
        _stopping.Dispose();
        _wake.Dispose();
        _arrived.Dispose();
    }

    private async Task LookOnAsync()
    {
        CancellationToken stop = _stopping.Token;
        var backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, _firstWait);
        try
        {
            while (true)
            {
                try
                {
                    await _table.PrepareAsync(stop).ConfigureAwait(false);
                    while (true)
                    {
                        await LookAsync(stop).ConfigureAwait(false);
                        AllIsWell();
                        backoff.Progress();
                        await _wake.WaitAsync(_asked is null ? _lookEvery : _lookEvery / 4, stop).ConfigureAwait(false);
                    }
                }
                catch (KinesisException failure)
                {
                    Report(failure.Message);
                }

                RemindOfHeldBack();
                await backoff.WaitAsync(stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // asked to
        }
        catch (Exception failure)
        {
            _failure ??= failure;
        }
    }

    private async Task LookAsync(CancellationToken stop)
    {
        long asked = TimeProvider.System.GetTimestamp();
        List<Lease> leases = await _table.ListAsync(stop).ConfigureAwait(false);
        if (_looksForShards || TimeProvider.System.GetElapsedTime(_shardsSeen) >= _group.Options.LookForShards)
        {
            _looksForShards = false;
            _shardsSeen = asked;
            try
            {
                while (await LookForShardsAsync(leases, stop).ConfigureAwait(false))
                {
                    asked = TimeProvider.System.GetTimestamp();
                    leases = await _table.ListAsync(stop).ConfigureAwait(false);
                }
            }
            catch
            {
                _looksForShards = true;
                throw;
            }
        }

        _sights.Note(leases, asked);
        Dictionary<string, Lease> byShard = leases.ToDictionary(static lease => lease.Shard, StringComparer.Ordinal);
        List<Lease> ready = leases.FindAll(lease => !lease.IsFinished
            && !lease.Parents.Any(parent => byShard.TryGetValue(parent, out Lease? known) && !known.IsFinished));
        (List<Lease> take, Lease? askFor) = LeaseBalance.Plan(ready, _sights.IsFree, IsMine, _group.Worker, _group.Options.LeasesMax,
            Random.Shared);
        foreach (Lease lease in take)
        {
            await TakeAsync(lease).ConfigureAwait(false);
            stop.ThrowIfCancellationRequested();
        }

        await AskForAsync(byShard, askFor, stop).ConfigureAwait(false);
        RemindOfHeldBack();
    }

    /// <summary>Which shards there are, and which have no lease yet.</summary>
    /// <returns>Whether leases have changed.</returns>
    private async Task<bool> LookForShardsAsync(List<Lease> leases, CancellationToken stop)
    {
        StreamSummary summary = await _source.Reads.DescribeAsync(stop).ConfigureAwait(false);
        if (summary.Status is "CREATING" or "DELETING")
        {
            throw new KinesisException(KinesisProblem.Away, $"{_source.Name} is {PlainText.Of(summary.Status, 20)}: it is waited for.");
        }

        _source.Retention = summary.Retention;
        _stream = Lease.IdentityOf(_group.Stream, summary.CreatedMilliseconds);
        ThrowIfAnother(leases);
        List<KinesisShardInfo> shards = await _source.Reads.ListAsync(stop).ConfigureAwait(false);
        List<Lease> missing = LeaseBeginnings.Plan(shards, leases, _group.Reading, _stream, summary.Time.ToUnixTimeMilliseconds());
        foreach (Lease lease in missing)
        {
            if (!await _table.TryAddAsync(lease, stop).ConfigureAwait(false))
            {
                return true; // by what another member has added, the next may begin elsewhere
            }
        }

        HashSet<string> listed = new(shards.Select(static shard => shard.Id), StringComparer.Ordinal);
        foreach (Lease gone in leases.FindAll(lease => lease.IsFinished && !listed.Contains(lease.Shard)))
        {
            await _table.TryDeleteAsync(gone, stop).ConfigureAwait(false);
        }

        foreach (KinesisShare share in _shares)
        {
            PassOverIfGone(share, listed);
        }

        return missing.Count > 0;
    }

    /// <summary>A shard that is not listed any more had its last record longer ago than the stream keeps them.</summary>
    private void PassOverIfGone(KinesisShare share, HashSet<string> listed)
    {
        KinesisShard shard = share.Fetching.Shard;
        if (!listed.Contains(share.Id) && !shard.HasEnded && shard.Problem is null && _source.PassOver(shard,
            $"Shard {PlainText.Of(share.Id)} is not in {_source.Name} any more, and was not read to its end: what was left of it was "
            + "removed."))
        {
            shard.End();
        }
    }

    /// <exception cref="KinesisException">The leases are of another stream.</exception>
    private void ThrowIfAnother(List<Lease> leases)
    {
        if (leases.Find(lease => lease.Stream is { } stream && stream != _stream) is not { } other)
        {
            return;
        }

        string problem = $"Table {PlainText.Of(_group.Table)} has leases of stream {PlainText.Of(other.Stream!)}, and this is "
            + $"{PlainText.Of(_stream)} (a stream is its name and when it was made): another stream is read by the same group, or this "
            + "one was deleted and made again. Take another group, or remove the table to begin anew.";
        Array.ForEach(_shares, share => share.Fetching.Shard.Fail(problem));
        throw new KinesisException(KinesisProblem.Refused, problem);
    }

    private bool IsMine(Lease lease) => lease.Owner == _group.Worker && Array.Exists(_shares, share => share.Id == lease.Shard);

    /// <summary>
    /// Asks the owner that has most for a lease. Who does not give it up in time does not know the question: it is taken.
    /// </summary>
    private async Task AskForAsync(Dictionary<string, Lease> leases, Lease? askFor, CancellationToken stop)
    {
        if (_asked is { } asked && leases.TryGetValue(asked.Shard, out Lease? lease) && lease.Owner == asked.Owner)
        {
            if (TimeProvider.System.GetElapsedTime(asked.Since) > _group.Options.FinishWithin + _group.Options.LeaseDuration)
            {
                _asked = null;
                await TakeAsync(lease).ConfigureAwait(false);
            }

            return;
        }

        _asked = askFor is not null && await _table.TryAskForAsync(askFor, stop).ConfigureAwait(false)
            ? (askFor.Shard, askFor.Owner!, TimeProvider.System.GetTimestamp()) : null;
    }

    private void RemindOfHeldBack()
    {
        foreach (KinesisShare share in _shares)
        {
            if (share.Fetching.Shard.Problem is { } problem
                && (share.Reminded is not { } said || Environment.TickCount64 - said > RemindMilliseconds))
            {
                share.Reminded = Environment.TickCount64;
                _report($"Nothing is read of shard {PlainText.Of(share.Id)} until somebody decides. {problem}");
            }
        }
    }

    /// <summary>Says what somebody should read, once until all is well again.</summary>
    private void Report(string trouble)
    {
        lock (_gate)
        {
            if (!_reported.Add(trouble))
            {
                return;
            }
        }

        _report(trouble);
    }

    private void AllIsWell()
    {
        lock (_gate)
        {
            _reported.Clear();
        }
    }
}
