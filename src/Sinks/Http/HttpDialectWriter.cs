using System.Net;

namespace HotStream.Sinks;

/// <summary>
/// One partition's way to a server: a request is taken as a whole, sent again as a whole, or cut until the record that is refused is found.
/// </summary>
internal sealed class HttpDialectWriter<T>(HttpDialectTarget target, SinkPartition partition, RecordEncoder<T> encoder)
    : RequestWriter<T>(target.Dialect.Name, partition, target.Dialect.Limits, target.Clock)
{
    private const int ReasonCharacters = 1000;

    protected override void Write(ReadOnlySpan<T> records)
    {
        foreach (ref readonly T record in records)
        {
            Add(Room(), in record);
            Position++;
        }

        SendIfOld();
    }

    protected override async Task<(Outcome Outcome, bool? WasThrottled)> AttemptAsync(
        RecordBody body, int from, int to, BatchTime time, Verdicts verdicts, CancellationToken cancel)
    {
        verdicts.Clear();
        try
        {
            using var attempt = new Attempt(target.Timeout, target.Clock, cancel);
            var part = new HttpRequestPart(Partition.Query, Partition.BatchNumber, Partition.Index, body.PositionOf(from),
                body.PositionOf(to - 1), body.Range(from, to));
            using HttpRequestMessage request = target.NewRequest(in part);
            using HttpResponseMessage response = await target.SendAsync(request, attempt).ConfigureAwait(false);
            string answer = "";
            if (!response.IsSuccessStatusCode)
            {
                await body.Response.ReadAsync(response, ResponseBuffer.ReasonBytes, attempt.Token).ConfigureAwait(false);
                answer = PlainText.Of(body.Response.Span.Trim(" \r\n"u8), ReasonCharacters);
            }

            string reason = $"{(int)response.StatusCode} {answer}".Trim();
            switch (target.Dialect.Judge(response.StatusCode, answer))
            {
                case HttpVerdict.Taken:
                    return (Outcome.Judged, false); // what else it says is not read
                case HttpVerdict.Again:
                    verdicts.LastReason = reason;
                    return (Outcome.Again, HttpStatuses.IsThrottled(response.StatusCode));
                case HttpVerdict.Record:
                    if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
                    {
                        Shrink(body.Range(from, to).Length);
                    }

                    verdicts.LastReason = $"The server refused it: {reason}.";
                    return (Outcome.Split, null);
                default:
                    throw target.Refused(response.StatusCode, reason, answer);
            }
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException
            && !cancel.IsCancellationRequested)
        {
            verdicts.LastReason = HttpSinkSockets.Reason(failure);
            return (Outcome.Again, null);
        }
    }

    protected override Exception GaveUp(int records, string reason) => target.GaveUp(records, reason);

    protected override ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record) => record[..^1]; // without what follows it

    private void Add(RecordBody body, in T record)
    {
        int start = body.Length;
        try
        {
            encoder.Encode(in record, body);
        }
        catch (Exception cause)
        {
            Reject(Time, Position, encoder.Describe(in record, body.WrittenFrom(start)), LetterText.Reason(cause));
            body.CancelRecord();
            return;
        }

        Span<byte> written = body.WrittenFrom(start);
        if (target.Dialect.Refuse(written) is { } problem)
        {
            Reject(Time, Position, written, problem);
            body.CancelRecord();
            return;
        }

        body.WriteByte(target.Dialect.Terminator);
        body.EndRecord(Position);
    }
}
