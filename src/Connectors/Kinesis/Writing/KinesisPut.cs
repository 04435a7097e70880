namespace HotStream.Kinesis;

/// <summary>
/// Sends the records of a request until the server has all of them: what it does not take with the others is sent again, alone. What it
/// refuses as a whole for something in it is cut in two until the record is found. One request at a time.
/// </summary>
internal sealed class KinesisPut(KinesisClient client, KinesisSinkOptions options, string stream, string sink, SinkPartition partition)
{
    private readonly TimeProvider _time = options.TimeProvider ?? partition.TimeProvider;
    private readonly string _failed = $"{sink} could not be written";

    /// <summary>Returns when all are stored, or dead letters.</summary>
    /// <exception cref="IOException">They could not be stored.</exception>
    public async Task SendAsync(PutItems items, BatchTime batch, CancellationToken stop)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding); // encoding and signing are not the worker's
        await SendAsync(items, [.. Enumerable.Range(0, items.Count)], batch, stop).ConfigureAwait(false);
    }

    private async Task SendAsync(PutItems items, List<int> open, BatchTime batch, CancellationToken stop)
    {
        var backoff = new Backoff(options.RetryFor, _time);
        while (open.Count > 0)
        {
            string reason;
            try
            {
                ReadOnlyMemory<byte> body = items.BodyOf(stream, open);
                int sent = open.Count;
                List<PutFailure> failures = await client.AskAsync(_failed, "PutRecords", body, answer => PutAnswer.Read(answer.Bytes, sent),
                    stop).ConfigureAwait(false);
                if (failures.Count < sent)
                {
                    backoff.Progress();
                }

                open = Judge(items, open, failures, batch);
                if (open.Count == 0)
                {
                    return;
                }

                reason = failures[^1].ToString();
                KinesisMetrics.ItemsAgain(partition.Context, stream, open.Count);
            }
            catch (KinesisException failure) when (failure.Problem == KinesisProblem.Argument)
            {
                await SplitAsync(items, open, failure.Message, batch, stop).ConfigureAwait(false);
                return;
            }
            catch (KinesisException failure) when (failure.Problem is KinesisProblem.Away or KinesisProblem.Throttled)
            {
                reason = failure.Message;
                if (failure.Problem == KinesisProblem.Throttled)
                {
                    KinesisMetrics.Throttled(partition.Context, stream);
                }
            }

            if (!backoff.TryAgain(out TimeSpan delay))
            {
                throw new IOException($"{_failed}: {open.Count} records were not taken for {PlainText.Of(options.RetryFor)} "
                    + $"(KinesisSinkOptions.RetryFor): {reason}");
            }

            KinesisLog.SendingAgain(partition.Logger, sink, open.Count, delay.TotalMilliseconds, reason);
            await Task.Delay(delay, _time, stop).ConfigureAwait(false);
        }
    }

    /// <summary>What is to be sent again; what never will be taken is a dead letter.</summary>
    private List<int> Judge(PutItems items, List<int> sent, List<PutFailure> failures, BatchTime batch)
    {
        List<int> again = [];
        foreach (PutFailure failure in failures)
        {
            int item = sent[failure.Item];
            if (KinesisErrors.Judge(failure.Code) == KinesisProblem.Argument)
            {
                Reject(items, item, $"{failure}", batch);
            }
            else
            {
                again.Add(item);
            }
        }

        return again;
    }

    private async Task SplitAsync(PutItems items, List<int> open, string reason, BatchTime batch, CancellationToken stop)
    {
        if (open.Count == 1)
        {
            Reject(items, open[0], reason, batch);
            return;
        }

        int half = open.Count / 2;
        await SendAsync(items, open[..half], batch, stop).ConfigureAwait(false);
        await SendAsync(items, open[half..], batch, stop).ConfigureAwait(false);
    }

    private void Reject(PutItems items, int item, string reason, BatchTime batch) =>
        partition.Reject(sink, batch, items.RecordOf(item), $"the server refuses it: {reason}", items.DataOf(item));
}
