using System.Net;
using System.Net.Http.Headers;

namespace HotStream.Sinks;

/// <summary>
/// One partition's way to a web address: a request is taken as a whole, sent again as a whole, or cut until the
/// record that is refused is found.
/// </summary>
internal sealed class HttpPostWriter<T>(HttpPostTarget target, SinkPartition partition, RecordEncoder<T> encoder)
    : RequestWriter<T>(target.Name, partition, target.Limits, target.Clock)
{
    private const int ReasonCharacters = 1000;

    private static readonly MediaTypeHeaderValue s_json = new("application/json");
    private static readonly MediaTypeHeaderValue s_newlineJson = new("application/x-ndjson");
    private static readonly byte[] s_open = "["u8.ToArray();
    private static readonly byte[] s_close = "]"u8.ToArray();

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
            using HttpRequestMessage request = target.NewRequest(Content(body.Range(from, to)));
            using HttpResponseMessage response = await target.SendAsync(request, attempt).ConfigureAwait(false);
            Judgement judgement = HttpStatuses.Judge(response.StatusCode);
            if (judgement == Judgement.Taken)
            {
                return (Outcome.Judged, false); // what else it says is not read
            }

            await body.Response.ReadAsync(response, ResponseBuffer.ReasonBytes, attempt.Token).ConfigureAwait(false);
            string reason = $"{(int)response.StatusCode} {PlainText.Of(body.Response.Span.Trim(" \r\n"u8), ReasonCharacters)}".Trim();
            switch (judgement)
            {
                case Judgement.Again:
                    verdicts.LastReason = reason;
                    return (Outcome.Again, HttpStatuses.IsThrottled(response.StatusCode));
                case Judgement.Split:
                    if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
                    {
                        Shrink(body.Range(from, to).Length);
                    }

                    verdicts.LastReason = $"The server refused it: {reason}.";
                    return (Outcome.Split, null);
                default:
                    throw target.Refused(response.StatusCode, reason);
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

        Span<byte> json = body.WrittenFrom(start);
        JsonLine.Flatten(json);
        if (json.TrimStart((byte)' ').IsEmpty)
        {
            Reject(Time, Position, json, "The record is empty: filter such records, or map them to JSON.");
            body.CancelRecord();
            return;
        }

        body.WriteByte(target.Format == HttpPostFormat.JsonArray ? (byte)',' : (byte)'\n');
        body.EndRecord(Position);
    }

    private BodyContent Content(ReadOnlyMemory<byte> records) => target.Format switch
    {
        HttpPostFormat.NewlineJson => new(records, s_newlineJson, target.Gzip),
        HttpPostFormat.JsonArray => new(records[..^1], s_json, target.Gzip, s_open, s_close),
        _ => new(records[..^1], s_json, target.Gzip),
    };
}
