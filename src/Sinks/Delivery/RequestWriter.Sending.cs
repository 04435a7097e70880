namespace HotStream.Sinks;

/// <content>One body on its way: attempts, waits between them, halves of what is too large, dead letters.</content>
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
            if (outcome == Outcome.TooLarge)
            {
                from = await SplitAsync(body, from, to, time, cancel).ConfigureAwait(false);
                continue;
            }

            if (outcome == Outcome.Judged)
            {
                foreach ((int record, string reason) in verdicts.Refused)
                {
                    Reject(time, body.PositionOf(record), PayloadOf(body.Record(record)), reason);
                }

                int left = body.Gather(from, verdicts.Again);
                if (left < to)
                {
                    backoff.Progress();
                }

                to = left;
                if (from == to)
                {
                    return;
                }
            }

            if (!await backoff.WaitAsync(cancel).ConfigureAwait(false))
            {
                throw GaveUp(to - from, verdicts.LastReason);
            }
        }
    }

    private async Task<Outcome> AttemptInTurnAsync(RecordBody body, int from, int to, BatchTime time, Verdicts verdicts, CancellationToken cancel)
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

    /// <summary>Sends the first half of what was too large, and makes later requests smaller.</summary>
    /// <returns>Where the second half begins; the end when there was one record, which nothing can make smaller.</returns>
    private async Task<int> SplitAsync(RecordBody body, int from, int to, BatchTime time, CancellationToken cancel)
    {
        if (to - from == 1)
        {
            Reject(time, body.PositionOf(from), PayloadOf(body.Record(from)), "The server takes no request this large (413): make the record smaller, or raise the server's limit.");
            return to;
        }

        Volatile.Write(ref _mostBytes, Math.Max(1, Math.Min(_mostBytes, body.Range(from, to).Length / 2)));
        int middle = from + ((to - from) / 2);
        await SendAsync(body, from, middle, time, cancel).ConfigureAwait(false);
        return middle;
    }
}
