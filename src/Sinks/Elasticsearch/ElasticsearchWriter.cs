using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>
/// One partition's way into an index: bulk requests, each of whose items is looked at. Items the server had no time for are sent again, in the buffer they are in; items it
/// refuses are dead letters; a request that is too large is cut in two.
/// </summary>
internal sealed class ElasticsearchWriter<T, TEncoder>(ElasticsearchTarget target, SinkPartition partition, BulkAction<T> action, TEncoder encoder)
    : RequestWriter<T>(target.Name, partition, target.Limits)
    where TEncoder : IRecordEncoder<T>
{
    private static readonly MediaTypeHeaderValue s_newlineJson = new("application/x-ndjson");

    private enum Outcome
    {
        Sorted,
        TooLarge,
        Again,
    }

    protected override void Begin(BatchTime time)
    {
        base.Begin(time);
        action.Begin(time, Partition.Index);
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            Add(Room(), in record);
            Position++;
        }

        SendIfOld();
    }

    protected override Task SendAsync(RecordBody body, BatchTime time, CancellationToken cancel) => SendAsync(body, 0, body.Count, time, cancel);

    private void Add(RecordBody body, in T record)
    {
        if (!action.WriteLine(in record, Position, body))
        {
            body.CancelRecord();
            Reject(Time, Position, default, "The id selector gave an empty text: give each record an id, or leave the selector out.");
            return;
        }

        if (action.HasDocument)
        {
            action.BeginDocument(body);
            int start = body.Length;
            encoder.Encode(in record, body);
            if (!JsonLine.Flatten(body.WrittenFrom(start)))
            {
                Reject(Time, Position, body.WrittenFrom(start), "This is no JSON object, which every document must be: map the record to one.");
                body.CancelRecord();
                return;
            }

            action.EndDocument(body);
        }

        body.EndRecord(Position);
    }

    private async Task SendAsync(RecordBody body, int from, int to, BatchTime time, CancellationToken cancel)
    {
        var verdicts = new BulkVerdicts();
        Retries retries = target.NewRetries();
        while (from < to)
        {
            Outcome outcome = await AttemptAsync(body, from, to, time, verdicts, cancel).ConfigureAwait(false);
            if (outcome == Outcome.TooLarge)
            {
                int middle = await SplitAsync(body, from, to, time, cancel).ConfigureAwait(false);
                from = middle;
                continue;
            }

            if (outcome == Outcome.Sorted)
            {
                foreach ((int item, string reason) in verdicts.Refused)
                {
                    Reject(time, body, item, $"The server refused it: {reason}.");
                }

                int left = body.Gather(from, verdicts.Again);
                if (left < to)
                {
                    retries.Progress();
                }

                to = left;
                if (from == to)
                {
                    return;
                }
            }

            if (!retries.TryAgain(out TimeSpan delay))
            {
                throw target.GaveUp(to - from, verdicts.LastReason);
            }

            await Task.Delay(delay, target.Transport.Clock, cancel).ConfigureAwait(false);
        }
    }

    /// <summary>Sends the first half of what was too large.</summary>
    /// <returns>Where the second begins; the end when there was one record, which nothing can make smaller.</returns>
    private async Task<int> SplitAsync(RecordBody body, int from, int to, BatchTime time, CancellationToken cancel)
    {
        if (to - from == 1)
        {
            Reject(time, body, from, "The server takes no request this large (413): make the document smaller, or raise http.max_content_length there.");
            return to;
        }

        Shrink(body.Range(from, to).Length);
        int middle = from + ((to - from) / 2);
        await SendAsync(body, from, middle, time, cancel).ConfigureAwait(false);
        return middle;
    }

    private async Task<Outcome> AttemptAsync(RecordBody body, int from, int to, BatchTime time, BulkVerdicts verdicts, CancellationToken cancel)
    {
        bool? wasThrottled = null;
        await InFlight.EnterAsync(cancel).ConfigureAwait(false);
        try
        {
            using Attempt attempt = target.Transport.Begin(cancel);
            string path = await target.PathAsync(time, attempt).ConfigureAwait(false);
            using var content = new BodyContent(body.Range(from, to), s_newlineJson, target.Gzip);
            using HttpResponseMessage response = await target.Transport.SendAsync(HttpMethod.Post, path, content, attempt).ConfigureAwait(false);
            await body.Response.ReadAsync(response, attempt.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            {
                return Outcome.TooLarge;
            }

            if (response.IsSuccessStatusCode)
            {
                BulkResponse.Read(body.Response.Span, from, to, target.Operation, verdicts);
                wasThrottled = verdicts.IsThrottled;
                return Outcome.Sorted;
            }

            string answer = Encoding.UTF8.GetString(body.Response.Span);
            if (!ElasticsearchTransport.IsPassing(response.StatusCode))
            {
                throw target.Transport.Refused($"take a bulk request for {target.Name}", response.StatusCode, answer);
            }

            wasThrottled = response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;
            verdicts.LastReason = $"{(int)response.StatusCode} {answer}";
            return Outcome.Again;
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            verdicts.LastReason = failure.Message;
            return Outcome.Again;
        }
        finally
        {
            InFlight.Leave(wasThrottled);
        }
    }

    private void Reject(BatchTime time, RecordBody body, int item, string reason)
    {
        ReadOnlySpan<byte> record = body.Record(item).TrimEnd((byte)'\n');
        int document = record.IndexOf((byte)'\n') + 1; // behind the action line, or all of it
        Reject(time, body.PositionOf(item), record[document..], reason);
    }
}
