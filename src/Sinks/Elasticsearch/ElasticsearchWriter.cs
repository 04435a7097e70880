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
    : RequestWriter<T>(target.Name, partition, target.Limits, target.Transport.Clock)
    where TEncoder : IRecordEncoder<T>
{
    private static readonly MediaTypeHeaderValue s_newlineJson = new("application/x-ndjson");

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

    protected override async Task<(Outcome Outcome, bool? WasThrottled)> AttemptAsync(
        RecordBody body, int from, int to, BatchTime time, Verdicts verdicts, CancellationToken cancel)
    {
        try
        {
            using Attempt attempt = target.Transport.Begin(cancel);
            string path = await target.PathAsync(time, attempt).ConfigureAwait(false);
            using var content = new BodyContent(body.Range(from, to), s_newlineJson, target.Gzip);
            using HttpResponseMessage response = await target.Transport.SendAsync(HttpMethod.Post, path, content, attempt).ConfigureAwait(false);
            await body.Response.ReadAsync(response, attempt.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            {
                return (Outcome.TooLarge, null);
            }

            if (response.IsSuccessStatusCode)
            {
                BulkResponse.Read(body.Response.Span, from, to, target.Operation, verdicts);
                return (Outcome.Judged, verdicts.IsThrottled);
            }

            string answer = Encoding.UTF8.GetString(body.Response.Span);
            if (!HttpStatuses.MayPass(response.StatusCode))
            {
                throw target.Transport.Refused($"take a bulk request for {target.Name}", response.StatusCode, answer);
            }

            verdicts.LastReason = $"{(int)response.StatusCode} {answer}";
            return (Outcome.Again, HttpStatuses.IsThrottled(response.StatusCode));
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            verdicts.LastReason = failure.Message;
            return (Outcome.Again, null);
        }
    }

    protected override Exception GaveUp(int records, string reason) => target.GaveUp(records, reason);

    protected override ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record)
    {
        record = record.TrimEnd((byte)'\n');
        return record[(record.IndexOf((byte)'\n') + 1)..]; // behind the action line; of a deletion, the line itself
    }
}
