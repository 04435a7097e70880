namespace HotStream.Kinesis;

/// <content>Leases that are held: one task for each.</content>
internal sealed partial class KinesisMember
{
    private static readonly TimeSpan s_lastWrites = TimeSpan.FromSeconds(5);

    private readonly List<Task> _others = []; // that end with it
    private long _closes = long.MaxValue; // when leases that cannot be given back are left to end by themselves

    private TimeSpan LastWrites => _group.Options.LeaseDuration < s_lastWrites ? _group.Options.LeaseDuration : s_lastWrites;

    private TimeSpan RenewEvery => _group.Options.LeaseDuration / 3;

    /// <summary>Takes a lease, if it is as it was seen, and begins to read.</summary>
    private async Task TakeAsync(Lease seen)
    {
        long? begin = seen.Checkpoint is LeaseNames.Latest or LeaseNames.AtTimestamp && seen.ReadUpTo is null
            ? seen.Checkpoint == LeaseNames.Latest ? TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()
                : _group.Reading.StartTime?.ToUnixTimeMilliseconds()
            : null;
        long sent = TimeProvider.System.GetTimestamp();
        if (await _table.TryTakeAsync(seen, _stream, begin).ConfigureAwait(false) is not { } lease)
        {
            return; // another member was faster, or the owner is there again
        }

        var share = new KinesisShare(lease, sent, _group.Options.LeaseDuration);
        KinesisPosition? position = lease.Position(begin);
        Fetch(share, position ?? KinesisPosition.Oldest, position is not null ? null
            : $"Its checkpoint in table {PlainText.Of(_group.Table)} is '{PlainText.Of(lease.Checkpoint, 40)}', which is none that can be "
            + $"read on from; with {LeaseNames.AtTimestamp} set {nameof(KinesisGroupOptions)}.{nameof(KinesisGroupOptions.StartTime)}.");
        lock (_gate)
        {
            _shares = [.. _shares, share];
            _holds[share.Id] = HoldAsync(share, _holds.GetValueOrDefault(share.Id) ?? Task.CompletedTask);
        }

        _group.Options.OnHeld?.Invoke(_shares.Length);
    }

    private void Fetch(KinesisShare share, KinesisPosition from, string? problem = null)
    {
        var shard = new KinesisShard(share.Id, from, beginsNow: false, _source.Budget) { Added = () => _arrived.Set() };
        if (problem is not null)
        {
            shard.Fail(problem);
        }

        share.Begin(new KinesisFetching(_source, shard, _firstWait), from);
    }

    private async Task HoldAsync(KinesisShare share, Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        var backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, _firstWait, RenewEvery);
        try
        {
            while (await StepAsync(share, backoff).ConfigureAwait(false))
            {
            }
        }
        catch (Exception failure)
        {
            _failure ??= failure;
        }

        Release(share);
    }

    /// <summary>Writes the lease, or waits.</summary>
    /// <returns>Whether it is held on.</returns>
    private async Task<bool> StepAsync(KinesisShare share, Backoff backoff)
    {
        KinesisPosition due = share.Due;
        bool isFinished = due.Kind == KinesisPositionKind.End;
        bool givesBack = isFinished
            || (share.IsEnding && (share.IsDone || share.HasFailed || share.IsOverdue));
        TimeSpan wait = share.UntilWrite(due, RenewEvery, _group.Options.CheckpointInterval);
        if (!givesBack && wait > TimeSpan.Zero)
        {
            await share.AwaitAsync(wait).ConfigureAwait(false);
            return true;
        }

        due = givesBack ? share.Due : due; // what was done since it was asked
        long sent = TimeProvider.System.GetTimestamp();
        try
        {
            Lease written = await _table.WriteAsync(share.Lease, due, givesBack).ConfigureAwait(false);
            share.NoteWritten(written, due, sent);
            backoff.Progress();
            if (givesBack)
            {
                ReportIfOpen(share);
                return false;
            }

            if (written.WantedBy is not null && !share.IsEnding)
            {
                share.BeginEnd(_group.Options.FinishWithin);
            }

            return true;
        }
        catch (KinesisException failure)
        {
            return await GoOnAsync(share, failure, backoff).ConfigureAwait(false);
        }
    }

    /// <summary>A write failed.</summary>
    /// <returns>Whether the lease is held on.</returns>
    private async Task<bool> GoOnAsync(KinesisShare share, KinesisException failure, Backoff backoff)
    {
        if (failure.Problem == KinesisProblem.Conflict)
        {
            try
            {
                if (await IsOursAsync(share).ConfigureAwait(false))
                {
                    return true;
                }

                _report($"The lease of shard {PlainText.Of(share.Id)} of group {PlainText.Of(_group.Group)} was lost to another member, "
                    + "since it was not renewed in time or was not given up: what is under way of it comes again there.");
                KinesisMetrics.LeaseLost(_group.Context, _group.Stream);
                return false;
            }
            catch (KinesisException second)
            {
                failure = second;
            }
        }

        share.IsUncertain |= failure.Problem == KinesisProblem.Away;
        Report(failure.Message);
        if (Environment.TickCount64 > Volatile.Read(ref _closes) || !backoff.TryAgain(out TimeSpan wait))
        {
            return false;
        }

        await Task.Delay(wait).ConfigureAwait(false);
        return true;
    }

    /// <summary>Whether a lease is not as we have it because of a write of ours that had no answer.</summary>
    private async Task<bool> IsOursAsync(KinesisShare share)
    {
        long sent = TimeProvider.System.GetTimestamp();
        if (!share.IsUncertain || await _table.GetAsync(share.Id).ConfigureAwait(false) is not { } now
            || now.Owner != _group.Worker || now.Counter != share.Lease.Counter + 1)
        {
            return false;
        }

        share.IsUncertain = false;
        share.NoteRenewed(now, sent);
        return true;
    }

    private void ReportIfOpen(KinesisShare share)
    {
        if (!share.IsDone)
        {
            _report($"Shard {PlainText.Of(share.Id)} of group {PlainText.Of(_group.Group)} was given back with records that are not done; "
                + $"they come again where it is read next. Batches that take longer than {nameof(KinesisGroupOptions)}."
                + $"{nameof(KinesisGroupOptions.FinishWithin)} ({PlainText.Of(_group.Options.FinishWithin)}) need a longer one.");
        }
    }

    private void Release(KinesisShare share)
    {
        share.BeginEnd(TimeSpan.Zero);
        lock (_gate)
        {
            _shares = [.. _shares.Where(other => other != share)];
        }

        _released.Enqueue(share);
        _arrived.Set();
        _group.Options.OnHeld?.Invoke(_shares.Length);
        if (!_stopping.IsCancellationRequested)
        {
            _looksForShards |= share.Due.Kind == KinesisPositionKind.End; // for the shards that came from it
            _wake.Release();
        }
    }

    /// <summary>All shards go.</summary>
    private async Task LeaveAsync(TimeSpan finishWithin)
    {
        await _looking.ConfigureAwait(false);
        Array.ForEach(_shares, share => share.BeginEnd(finishWithin == Timeout.InfiniteTimeSpan ? TimeSpan.MaxValue : finishWithin));
    }

    private void Keep(Task other)
    {
        lock (_gate)
        {
            _others.RemoveAll(static task => task.IsCompletedSuccessfully);
            _others.Add(other);
        }
    }

    /// <summary>Waits for the ends of all that runs beside.</summary>
    private async Task EndAsync()
    {
        Task[] holds;
        lock (_gate)
        {
            holds = [.. _holds.Values];
        }

        await Task.WhenAll(holds).ConfigureAwait(false);
        while (TryTakeReleased(out KinesisShare? share))
        {
            Discard(share!.Fetching);
        }

        Task[] others;
        lock (_gate)
        {
            others = [.. _others];
        }

        await Task.WhenAll(others).ConfigureAwait(false);
    }
}
