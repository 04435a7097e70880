using Microsoft.Extensions.Logging;
using MongoDB.Bson;
using MongoDB.Driver;

namespace HotStream.MongoDb;

/// <summary>
/// Sends bulks of one partition, one after the other. A document that the server blames is a dead letter alone; everything else that was
/// not written is sent again, until nothing is written for too long.
/// </summary>
internal sealed class MongoDbSender(IMongoCollection<BsonDocument> collection, MongoDbOptions options, TimeProvider clock, ILogger logger,
    string sink, Action<long, string, byte[]> reject)
{
    private readonly BulkWriteOptions _unordered = new() { IsOrdered = false };

    /// <summary>Sends writes until each is done or a dead letter.</summary>
    /// <exception cref="IOException">They could not be written for too long.</exception>
    /// <exception cref="OperationCanceledException">Asked to stop.</exception>
    public async Task SendAsync(IReadOnlyList<MongoDbItem> items, CancellationToken stop)
    {
        var backoff = new Backoff(options.RetryFor, clock);
        while (items.Count > 0)
        {
            Exception cause;
            string reason;
            try
            {
                await WriteAsync(items, stop).ConfigureAwait(false);
                return;
            }
            catch (MongoBulkWriteException<BsonDocument> failure)
            {
                int before = items.Count;
                items = Sort(items, failure, out reason);
                cause = failure;
                if (items.Count < before)
                {
                    backoff.Progress();
                }
            }
            catch (Exception failure) when (MongoDbErrors.IsOfAWrite(failure))
            {
                await SplitAsync(items, failure, stop).ConfigureAwait(false);
                return;
            }
            catch (Exception failure) when (MongoDbErrors.IsOfTheServer(failure) && !stop.IsCancellationRequested)
            {
                (reason, cause) = (MongoDbErrors.Describe(failure, options.Timeout), failure);
            }

            if (items.Count > 0)
            {
                await WaitAsync(backoff, items.Count, reason, cause, stop).ConfigureAwait(false);
            }
        }
    }

    private async Task WriteAsync(IReadOnlyList<MongoDbItem> items, CancellationToken stop)
    {
        var models = new WriteModel<BsonDocument>[items.Count];
        for (int i = 0; i < models.Length; i++)
        {
            models[i] = items[i].Model;
        }

        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        patience.CancelAfter(options.Timeout);
        await collection.BulkWriteAsync(models, _unordered, patience.Token).ConfigureAwait(false);
    }

    /// <summary>What is to be sent again: all that may be written yet. Who is to blame is rejected.</summary>
    private List<MongoDbItem> Sort(IReadOnlyList<MongoDbItem> items, MongoBulkWriteException<BsonDocument> failure, out string reason)
    {
        reason = "it does not say why";
        var blamed = new HashSet<int>();
        var again = new SortedSet<int>();
        foreach (BulkWriteError error in failure.WriteErrors)
        {
            if (MongoDbErrors.FaultOf(error.Code, error.Message) is { } fault)
            {
                blamed.Add(error.Index);
                reject(items[error.Index].Record, fault, MongoDbLetters.Describe(items[error.Index].Model));
            }
            else
            {
                again.Add(error.Index);
                reason = $"{PlainText.Of(error.Message, 500)} (error {error.Code})";
            }
        }

        foreach (WriteModel<BsonDocument> model in failure.UnprocessedRequests)
        {
            again.Add(PlaceOf(items, model));
        }

        if (failure.WriteConcernError is { } concern)
        {
            reason = $"written, but not as the write concern wants it: {PlainText.Of(concern.Message, 500)} (error {concern.Code})";
            for (int i = 0; i < items.Count; i++)
            {
                again.Add(i);
            }
        }

        var left = new List<MongoDbItem>();
        foreach (int place in again)
        {
            if (place >= 0 && !blamed.Contains(place))
            {
                left.Add(items[place]);
            }
        }

        return left;
    }

    private static int PlaceOf(IReadOnlyList<MongoDbItem> items, WriteModel<BsonDocument> model)
    {
        for (int i = 0; i < items.Count; i++)
        {
            if (ReferenceEquals(items[i].Model, model))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>The driver threw for one of them and does not say for which: halves are sent, down to that one.</summary>
    private async Task SplitAsync(IReadOnlyList<MongoDbItem> items, Exception failure, CancellationToken stop)
    {
        if (items.Count == 1)
        {
            reject(items[0].Record, $"it cannot be written: {PlainText.Of(failure.Message, 500)}", MongoDbLetters.Describe(items[0].Model));
            return;
        }

        var first = new List<MongoDbItem>();
        var second = new List<MongoDbItem>();
        for (int i = 0; i < items.Count; i++)
        {
            (i < items.Count / 2 ? first : second).Add(items[i]);
        }

        await SendAsync(first, stop).ConfigureAwait(false);
        await SendAsync(second, stop).ConfigureAwait(false);
    }

    private async Task WaitAsync(Backoff backoff, int count, string reason, Exception cause, CancellationToken stop)
    {
        if (!backoff.TryAgain(out TimeSpan delay))
        {
            throw new IOException($"{sink} did not take {count} documents: {reason.TrimEnd('.')}. This was tried again for "
                + $"{PlainText.Of(options.RetryFor)} ({nameof(MongoDbOptions)}.{nameof(options.RetryFor)}).", cause);
        }

        MongoDbLog.WritingAgain(logger, sink, count, delay.TotalMilliseconds, reason);
        await Task.Delay(delay, clock, stop).ConfigureAwait(false);
    }
}
