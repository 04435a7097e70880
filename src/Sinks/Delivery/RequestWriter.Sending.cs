namespace HotStream.Sinks;

/// <content>One body on its way: attempts, waits between them, halves of what is refused as a whole, dead letters.</content>
internal abstract partial class RequestWriter<T>
{
    /// <summary>Sends records [from, to) of a body once, inside the gate, and sorts what the server says of them.</summary>
    /// <returns>What came of it, and whether the server had too much to do (null when its answer says nothing about that).</returns>
    protected abstract Task<(Outcome Outcome, bool? WasThrottled)> AttemptAsync(
        RecordBody body, int from, int to, BatchTime time, Verdicts verdicts, CancellationToken cancel);

    /// <summary>What to say when records could not be sent in time.</summary>
    protected abstract Exception GaveUp(int records, string reason);

    /// <summary>What the user knows of a record, without what the protocol puts around it.</summary>
    protected abstract ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record);

    private async Task SendAsync(RecordBody body, int from, int to, BatchTime time, CancellationToken cancel)
    {
        var verdicts = new Verdicts();
        var backoff = new Backoff(limits.RetryFor, clock, limits.RetryDelay, limits.RetryDelayMax);
        while (from < to)
        {
            Outcome outcome = await AttemptInTurnAsync(body, from, to, time, verdicts, cancel).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested(); // the cause of a failed batch is known already
            if (outcome == Outcome.Split)
            {
                from = await SplitAsync(body, from, to, time, verdicts.LastReason, cancel).ConfigureAwait(false);
                continue;
            }

            if (outcome == Outcome.Judged)
            {
                foreach ((int record, string reason) in verdicts.Refused)
                {
                    Reject(time, body.PositionOf(record), PayloadOf(body.Record(record)), reason);
                }

                if (verdicts.Again.Count < to - from)
                {
                    backoff.Progress();
                }

                if (isKeyed)
                {
                    verdicts.TakeLaterOnesToo(body, to);
                }

                to = body.Gather(from, verdicts.Again);
                if (from == to)
                {
                    return;
                }
            }

            if (backoff.Failures == 0)
            {
                DeliveryLog.Retrying(partition.Logger, sink, time, partition.Index, to - from, PlainText.Of(verdicts.LastReason));
            }

            if (!await backoff.WaitAsync(cancel).ConfigureAwait(false))
            {
                throw GaveUp(to - from, verdicts.LastReason);
            }
        }
    }

    private async Task<Outcome> AttemptInTurnAsync(RecordBody body, int from, int to, BatchTime time, Verdicts verdicts,
        CancellationToken cancel)
    {
        bool? wasThrottled = null;
        await _inFlight.EnterAsync(cancel).ConfigureAwait(false);
        try
        {
            (Outcome outcome, wasThrottled) = await AttemptAsync(body, from, to, time, verdicts, cancel).ConfigureAwait(false);
            return outcome;
        }
        finally
        {
            _inFlight.Leave(wasThrottled);
        }
    }

    /// <summary>Sends the first half of what is not taken as a whole.</summary>
    /// <returns>Where the second half begins; the end when there was one record, which is a dead letter.</returns>
    private async Task<int> SplitAsync(RecordBody body, int from, int to, BatchTime time, string reason, CancellationToken cancel)
    {
        if (to - from == 1)
        {
            Reject(time, body.PositionOf(from), PayloadOf(body.Record(from)), reason);
            return to;
        }

        int middle = from + ((to - from) / 2);
        await SendAsync(body, from, middle, time, cancel).ConfigureAwait(false);
        return middle;
    }

    /// <summary>The server takes no request of so many bytes: later ones are smaller.</summary>
    protected void Shrink(int bytes) => Volatile.Write(ref _mostBytes, Math.Max(1, Math.Min(_mostBytes, bytes / 2)));
}
