using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace HotStream.Sinks;

/// <summary>One partition's way to a web address: a request is taken as a whole, refused as a whole, or sent again.</summary>
internal sealed class HttpPostWriter<T, TEncoder>(HttpPostTarget target, SinkPartition partition, TEncoder encoder)
    : RequestWriter<T>(target.Name, partition, target.Limits, target.Clock)
    where TEncoder : IRecordEncoder<T>
{
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
            await body.Response.ReadAsync(response, attempt.Token).ConfigureAwait(false);
            if (response.IsSuccessStatusCode)
            {
                return (Outcome.Judged, false);
            }

            if (response.StatusCode == HttpStatusCode.RequestEntityTooLarge)
            {
                return (Outcome.TooLarge, null);
            }

            ReadOnlySpan<byte> answer = body.Response.Span;
            string reason = $"{(int)response.StatusCode} {Encoding.UTF8.GetString(answer[..Math.Min(answer.Length, 300)])}".Trim();
            if (HttpStatuses.MayPass(response.StatusCode))
            {
                verdicts.LastReason = reason;
                return (Outcome.Again, HttpStatuses.IsThrottled(response.StatusCode));
            }

            for (int i = from; i < to; i++)
            {
                verdicts.Refused.Add((i, to - from == 1 ? $"The server refused it: {reason}." : $"The server refused the request of {to - from} records it was in: {reason}."));
            }

            return (Outcome.Judged, null);
        }
        catch (Exception failure) when (failure is HttpRequestException or IOException or OperationCanceledException && !cancel.IsCancellationRequested)
        {
            verdicts.LastReason = failure.Message;
            return (Outcome.Again, null);
        }
    }

    protected override Exception GaveUp(int records, string reason) => target.GaveUp(records, reason);

    protected override ReadOnlySpan<byte> PayloadOf(ReadOnlySpan<byte> record) => record[..^1]; // without what follows it

    private void Add(RecordBody body, in T record)
    {
        int start = body.Length;
        encoder.Encode(in record, body);
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
