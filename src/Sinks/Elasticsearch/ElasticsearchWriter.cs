using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace HotStream.Sinks;

/// <summary>
/// One partition's way into an index: bulk requests, each of whose items is looked at. Items the server had no time for are sent again, in
/// the buffer they are in; items it refuses are dead letters; a request that is refused as a whole is cut in two.
/// </summary>
internal sealed class ElasticsearchWriter<T>(ElasticsearchTarget target, SinkPartition partition, BulkAction<T> action,
    RecordEncoder<T> encoder)
    : RequestWriter<T>(target.Name, partition, target.Limits, target.Transport.Clock, action.HasIds)
{
    private const int IdBytesMax = 512;
    private const int AnswerBytes = 1 << 20;
    private const int AnswerBytesAnItem = 8 << 10; // an error that quotes its document

    private static readonly MediaTypeHeaderValue s_newlineJson = new("application/x-ndjson");

    protected override void Begin(BatchTime time)
    {
        base.Begin(time);
        action.Begin(Partition.BatchNumber, Partition.Index);
    }

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            Add(in record);
            Position++;
        }

        SendIfOld();
    }

    private void Add(in T record)
    {
        DocumentKey id = default;
        ulong key = 0;
        if (action.HasIds)
        {
            if (!TryIdOf(in record, ref id))
            {
                return;
            }

            key = id.Hash();
        }

        RecordBody body = action.HasIds ? Room(key) : Room();
        int start = body.Length;
        try
        {
            action.WriteLine(in record, in id, Position, body);
            if (action.HasDocument)
            {
                action.BeginDocument(body);
                start = body.Length;
                encoder.Encode(in record, body);
                if (!JsonLine.Flatten(body.WrittenFrom(start)))
                {
                    Reject(Time, Position, body.WrittenFrom(start),
                        "This is no JSON object, which every document must be: map the record to one.");
                    body.CancelRecord();
                    return;
                }

                action.EndDocument(body);
            }
        }
        catch (Exception cause)
        {
            Reject(Time, Position, encoder.Describe(in record, body.WrittenFrom(start)), LetterText.Reason(cause));
            body.CancelRecord();
            return;
        }

        body.EndRecord(Position, key);
    }

    private bool TryIdOf(in T record, ref DocumentKey id)
    {
        string? reason;
        try
        {
            id = action.IdOf(in record);
            reason = id.IsEmpty ? "The id selector gave an empty text: give each record an id, or leave the selector out."
                : id.ByteCount > IdBytesMax ? $"The id selector gave an id of {id.ByteCount} bytes, and Elasticsearch takes {IdBytesMax}: "
                + "choose a shorter one, or a hash of it."
                : null;
        }
        catch (Exception cause)
        {
            reason = $"The id selector threw: {PlainText.Of(cause.Message)} ({cause.GetType().Name}). Correct it, or filter such records.";
        }

        if (reason is not null)
        {
            Reject(Time, Position, encoder.Describe(in record, default), reason);
        }

        return reason is null;
    }

    protected override async Task<(Outcome Outcome, bool? WasThrottled)> AttemptAsync(
        RecordBody body, int from, int to, BatchTime time, Verdicts verdicts, CancellationToken cancel)
    {
        try
        {
            using Attempt attempt = target.Transport.Begin(cancel);
            string path = await target.PathAsync(time, attempt).ConfigureAwait(false);
            using var content = new BodyContent(body.Range(from, to), s_newlineJson, target.Gzip);
            using HttpResponseMessage response =
                await target.Transport.SendAsync(HttpMethod.Post, path, content, attempt).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                int mostBytes = (int)Math.Min(int.MaxValue / 2, AnswerBytes + ((long)AnswerBytesAnItem * (to - from)));
                await body.Response.ReadAllAsync(response, mostBytes, attempt.Token).ConfigureAwait(false);
                BulkResponse.Read(body.Response.Span, from, to, target.Operation, verdicts);
                return (Outcome.Judged, verdicts.IsThrottled);
            }

            await body.Response.ReadAsync(response, ResponseBuffer.ReasonBytes, attempt.Token).ConfigureAwait(false);
            string error = BulkResponse.ErrorOf(body.Response.Span);
            switch (BulkVerdicts.OfRequest(response.StatusCode, error))
            {
                case Judgement.Again:
                    verdicts.LastReason = $"{(int)response.StatusCode} {error}";
                    return (Outcome.Again, HttpStatuses.IsThrottled(response.StatusCode));
                case Judgement.Split:
                    if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
                    {
                        Shrink(body.Range(from, to).Length);
                    }

                    verdicts.LastReason =
                        $"The server refused it: {(int)response.StatusCode} {error}. Correct the record, or make it smaller.";
                    return (Outcome.Split, null);
                default:
                    throw target.Transport.Refused($"take a bulk request for {target.Name}", response.StatusCode, error);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or JsonException or OperationCanceledException
            && !cancel.IsCancellationRequested)
        {
            verdicts.LastReason = failure.Message;
            return (Outcome.Again, null);
        }
    }

    protected override Exception GaveUp(int records, string reason) => target.GaveUp(records, reason);

    protected override ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record)
    {
        record = record.TrimEnd((byte)'\n');
        // of a deletion, the action line itself
        return action.HasDocument ? action.Unwrap(record[(record.IndexOf((byte)'\n') + 1)..]) : record;
    }
}
