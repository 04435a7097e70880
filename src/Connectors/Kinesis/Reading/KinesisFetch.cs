namespace HotStream.Kinesis;

/// <summary>
/// Fetches one shard, until its end: asks as often as it may while there is room. An iterator that is too old is made anew where fetching
/// was. One task.
/// </summary>
internal sealed class KinesisFetch(KinesisSource source, KinesisShard shard, TimeSpan firstWait)
{
    private const int FailuresSilent = 10; // of throttling, which is usual

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly Backoff _backoff = new(TimeSpan.MaxValue, TimeProvider.System, firstWait);
    private string? _iterator;
    private bool _isOpening; // nothing came since the iterator was made
    private long _asked = -1; // when, by the clock that only runs

    /// <summary>Reads on; returns at the end of the shard, or when batches fail for it.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (true)
        {
            await AwaitTurnAsync(stop).ConfigureAwait(false);
            if (shard.HasEnded)
            {
                return; // it is not there any more
            }

            try
            {
                if (await StepAsync(stop).ConfigureAwait(false))
                {
                    return;
                }

                _backoff.Progress();
                continue;
            }
            catch (KinesisException failure) when (failure.Problem == KinesisProblem.Expired)
            {
                _iterator = null;
                KinesisMetrics.Expired(source.Context, source.Stream);
            }
            catch (KinesisException failure) when (failure.Problem == KinesisProblem.Throttled)
            {
                KinesisMetrics.Throttled(source.Context, source.Stream);
                if (_backoff.Failures == FailuresSilent)
                {
                    source.Report(failure.Message);
                }
            }
            catch (KinesisException failure)
            {
                _iterator = null;
                source.Report(failure.Message);
            }

            await _backoff.WaitAsync(stop).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until there is room and time has passed.</summary>
    private async Task AwaitTurnAsync(CancellationToken stop)
    {
        while (!shard.HasEnded && (shard.Waiting >= source.Options.RecordsMax || source.Budget.IsSpent))
        {
            await shard.AwaitRoomAsync(s_look, stop).ConfigureAwait(false);
        }

        if (_asked >= 0 && source.Options.ReadInterval - TimeProvider.System.GetElapsedTime(_asked) is { Ticks: > 0 } left)
        {
            await Task.Delay(left, stop).ConfigureAwait(false);
        }
    }

    /// <summary>Asks once.</summary>
    /// <returns>Whether it was the last time.</returns>
    private async Task<bool> StepAsync(CancellationToken stop)
    {
        await source.Budget.Asking.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            if (_iterator is null && !await OpenAsync(stop).ConfigureAwait(false))
            {
                return true;
            }

            _asked = TimeProvider.System.GetTimestamp();
            KinesisBlock block = await source.Reads.GetAsync(shard.Id, _iterator!, KinesisReads.RecordsMax, stop).ConfigureAwait(false);
            return Take(block);
        }
        finally
        {
            source.Budget.Asking.Release();
        }
    }

    private async Task<bool> OpenAsync(CancellationToken stop)
    {
        _isOpening = true;
        KinesisPosition from = shard.Fetched;
        try
        {
            _iterator = shard.BeginsNow && from.Kind == KinesisPositionKind.Time
                ? await source.Reads.OpenLatestAsync(shard.Id, stop).ConfigureAwait(false)
                : await source.Reads.OpenAsync(shard.Id, from, stop).ConfigureAwait(false);
            return true;
        }
        catch (KinesisException failure) when (failure.Problem == KinesisProblem.Argument && from.Kind == KinesisPositionKind.Record)
        {
            if (!source.PassOver(shard, $"The server does not know the record behind which shard {PlainText.Of(shard.Id)} was to be read: "
                + $"it was removed, or the stream was made anew. {failure.Message}"))
            {
                return false;
            }

            shard.Fetched = KinesisPosition.Oldest;
            return await OpenAsync(stop).ConfigureAwait(false);
        }
    }

    private bool Take(KinesisBlock block)
    {
        int first = block.FirstBehind(shard.Fetched);
        bool isEnd = block.Next is null;
        bool isKnown = block.Count > 0 || isEnd || block.BehindMilliseconds == 0; // an answer may be empty before the end
        if (isKnown && source.MayBeGone(shard.ReadUpTo) && (!_isOpening || first == 0) && !PassOver(block))
        {
            block.LetGo();
            return true;
        }

        _isOpening &= !isKnown;
        _iterator = block.Next;
        long time = block.Time.ToUnixTimeMilliseconds() - block.BehindMilliseconds;
        KinesisMetrics.Behind(source.Context, source.Stream, shard.Id, block.BehindMilliseconds);
        shard.Add(block, first);
        if (!_isOpening)
        {
            shard.HasReadUpTo(time);
        }

        if (isEnd)
        {
            shard.End();
        }

        return isEnd;
    }
    /// <summary>Records may be gone. Where nothing has come since, that is said, and no batch fails.</summary>
    /// <returns>Whether reading goes on.</returns>
    private bool PassOver(KinesisBlock block)
    {
        string gone = $"Shard {PlainText.Of(shard.Id)} of {source.Name} was read up to "
            + $"{DateTimeOffset.FromUnixTimeMilliseconds(shard.ReadUpTo):u}, and the stream keeps records for "
            + $"{PlainText.Of(source.Retention)}: records behind that may have been removed before they were read.";
        if (block.Count > 0)
        {
            return source.PassOver(shard, gone);
        }

        source.Report($"{gone} None is there now.");
        return true;
    }
}
