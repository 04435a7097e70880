using System.Diagnostics;
using System.Net;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace HotStream.Http;

/// <summary>
/// Takes what is posted. Kestrel's threads receive bodies whole and judge them; the receiver's own thread stores one after the other, as
/// many as are there before it waits for the disk, so that one sync is enough for all of them. Answers that wait for a batch are given when
/// it is done; the server outlives the end of receiving until then.
/// </summary>
internal sealed class HttpListenReceiver<T, TRecord> : SlabReceiver<T>
    where TRecord : struct, IHttpRecord<T>
{
    private const int GroupBytes = 1 << 20; // stored before the disk is waited for
    private const int LeastBytes = 64;

    private static readonly TimeSpan s_goodBye = TimeSpan.FromSeconds(1);
    private static readonly HttpRefusal s_stops = new(503, "The program stops, and has not taken this: send again, to whoever follows it.");
    private static readonly HttpRefusal s_failed = new(503, "The batch that these records were in failed: send again.");
    private static readonly HttpRefusal s_late = new(503,
        "It is not known yet whether these records are taken: send again, and they may be there twice. HttpListenerOptions.AnswerTimeout "
        + "must be longer than a batch takes, where answers wait for batches.");

    private readonly int _port;
    private readonly HttpListenerOptions _options;
    private readonly HttpEntry _entry;
    private readonly HttpAdmission _admission;
    private readonly HttpResumptions _resumptions = new();
    private readonly Channel<HttpPosted> _incoming = Channel.CreateUnbounded<HttpPosted>(new() { SingleReader = true });
    private readonly List<(HttpPosted Posted, long Record)> _group = [];
    private readonly Lock _gate = new();
    private readonly Queue<(HttpPosted Posted, long Record, SlabWriter<T> Writer)> _waiting = []; // for a batch
    private SlabWriter<T>? _writer;
    private HttpServer? _server;
    private long _added; // records of the writer
    private volatile bool _isClosing;

    public HttpListenReceiver(int port, HttpListenerOptions options)
    {
        _port = port;
        _options = options;
        _entry = new HttpEntry(options);
        _admission = new HttpAdmission(options.RequestsMax, Math.Max(options.HeldBytesMax, options.BodyBytesMax + 1L));
    }

    public override string Name => $"http-listen://{new IPEndPoint(_options.Address, _port)}";

    protected override bool SendsAgain => _options.Acknowledge == HttpAcknowledge.Committed;

    protected override DeadLetter Describe(in T record)
    {
        (Utf8Slice target, Utf8Slice payload) = TRecord.Parts(record);
        return new DeadLetter(Name, target.IsEmpty ? "" : $"posted to {target}", "", payload.Bytes);
    }

    protected override async Task RunAsync(CancellationToken stopping)
    {
        if (_server is null)
        {
            _server = await HttpServer.StartAsync(_port, _options, ServeAsync, stopping);
            _options.OnListening?.Invoke(new IPEndPoint(_options.Address, _server.Address.Port));
        }

        try
        {
            while (await _incoming.Reader.WaitToReadAsync(stopping))
            {
                StoreWaiting();
                ReportProgress();
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // what was received whole is stored still
            _isClosing = true;
            StoreWaiting();
        }
    }

    protected override void OnBatchDone(BatchTime time, bool succeeded) => Settle();

    protected override void OnClosed()
    {
        _isClosing = true;
        _incoming.Writer.TryComplete();
        while (_incoming.Reader.TryRead(out HttpPosted? posted))
        {
            posted.Complete(s_stops);
            posted.Dispose();
        }

        Settle();
        lock (_gate)
        {
            while (_waiting.TryDequeue(out (HttpPosted Posted, long, SlabWriter<T>) left))
            {
                left.Posted.Complete(s_stops);
            }
        }

        _server?.Stop(s_goodBye);
        _server?.Dispose();
        _writer?.Dispose();
    }

    private async Task ServeAsync(HttpContext context)
    {
        try
        {
            if (await AnswerAsync(context).ConfigureAwait(false) is { } refusal)
            {
                await HttpAnswer.RefuseAsync(context.Response, refusal, _options).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // the sender went away: what was received whole is taken, and sent again perhaps
        }
        catch (Exception failure)
        {
            ReportError("a request could not be answered", failure);
            context.Abort();
        }
    }

    /// <returns>Why nothing of the request is taken, or null when it was answered.</returns>
    private async Task<HttpRefusal?> AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (!_entry.IsLetIn(request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return new HttpRefusal(401, "Show the token that this listener expects, as Authorization: Bearer.");
        }

        if (!HttpMethods.IsPost(request.Method) && !HttpMethods.IsPut(request.Method))
        {
            context.Response.Headers.Allow = "POST, PUT";
            return new HttpRefusal(405, "Records are posted.");
        }

        HttpBodyKind kind = HttpBodyKinds.Of(request);
        if (kind == HttpBodyKind.Unknown)
        {
            return new HttpRefusal(415, $"A content type of {PlainText.Of(request.ContentType ?? "nothing", charactersMax: 100)} says not "
                + $"what the body holds: {HttpBodyKinds.Known}.");
        }

        if (!HttpReading.KnowsEncoding(request, out bool isGzip))
        {
            context.Response.Headers.AcceptEncoding = "gzip, identity";
            return new HttpRefusal(415, "Bodies are compressed by gzip or not at all.");
        }

        if (!_admission.TryEnter())
        {
            return new HttpRefusal(429, "Too many requests wait already: send again a little later.");
        }

        try
        {
            return await TakeAsync(context, kind, isGzip).ConfigureAwait(false);
        }
        finally
        {
            _admission.Leave();
        }
    }

    private async Task<HttpRefusal?> TakeAsync(HttpContext context, HttpBodyKind kind, bool isGzip)
    {
        long began = Stopwatch.GetTimestamp();
        using var posted = new HttpPosted(_admission)
        {
            Target = Encoding.UTF8.GetBytes(HttpBodyKinds.TargetOf(context.Request, kind)),
        };
        if (await HttpReading.ReceiveAsync(context.Request, isGzip, posted, _options.BodyBytesMax).ConfigureAwait(false) is { } refusal)
        {
            return refusal;
        }

        if (Split(posted, kind) is { } problem)
        {
            return new HttpRefusal(400, problem);
        }

        if (posted.Refused > 0 && kind != HttpBodyKind.Bulk)
        {
            await HttpAnswer.NameAsync(context.Response, posted).ConfigureAwait(false);
            return null;
        }

        if (posted.Records > 0 && await StoreAsync(posted, context.RequestAborted).ConfigureAwait(false) is { } failure)
        {
            return failure;
        }

        await (kind == HttpBodyKind.Bulk
            ? HttpAnswer.ListAsync(context.Response, posted, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds)
            : HttpAnswer.TakenAsync(context.Response, posted)).ConfigureAwait(false);
        return null;
    }

    private string? Split(HttpPosted posted, HttpBodyKind kind)
    {
        switch (kind)
        {
            case HttpBodyKind.Bulk:
                return BulkSplit.Split(posted, _options.RecordBytesMax);
            case HttpBodyKind.Json:
                return JsonSplit.Split(posted, _options.RecordBytesMax);
            default:
                LineSplit.Split(posted, kind == HttpBodyKind.JsonLines, _options.RecordBytesMax);
                return null;
        }
    }

    /// <summary>Hands a request to the receiver's thread and waits until its records are durable.</summary>
    private async Task<HttpRefusal?> StoreAsync(HttpPosted posted, CancellationToken gone)
    {
        posted.Skipped = _resumptions.Take(posted);
        posted.Share();
        if (_isClosing || !_incoming.Writer.TryWrite(posted))
        {
            posted.Dispose();
            return s_stops;
        }

        try
        {
            HttpRefusal? refusal = await posted.Done.WaitAsync(_options.AnswerTimeout, gone).ConfigureAwait(false);
            if (refusal is not null)
            {
                _resumptions.Keep(posted, posted.Committed);
            }

            return refusal;
        }
        catch (TimeoutException)
        {
            return s_late;
        }
    }

    /// <summary>The receiver's thread: stores what waits.</summary>
    private void StoreWaiting()
    {
        while (_incoming.Reader.TryRead(out HttpPosted? first))
        {
            SlabWriter<T> writer = RenewWriter();
            try
            {
                long bytes = 0;
                HttpPosted? next = first;
                do
                {
                    _group.Add((next, 0));
                    Store(next, writer);
                    _group[^1] = (next, _added);
                    bytes += next.Length;
                }
                while (bytes < GroupBytes && _incoming.Reader.TryRead(out next));

                Hand(writer);
            }
            catch
            {
                _group.ForEach(static entry => entry.Posted.Complete(s_stops));
                throw;
            }
            finally
            {
                _group.ForEach(static entry => entry.Posted.Dispose());
                _group.Clear();
            }
        }

        _writer?.Rest();
    }

    private void Store(HttpPosted posted, SlabWriter<T> writer)
    {
        int skipped = 0;
        foreach (HttpItem item in posted.Items)
        {
            if (item.Error is not null || skipped++ < posted.Skipped)
            {
                continue;
            }

            ReadOnlySpan<byte> payload = item.Payload.Of(posted.Body);
            ReadOnlySpan<byte> target = !TRecord.IsWhole ? default : item.Target.Length > 0 ? item.Target.Of(posted.Body) : posted.Target;
            ReadOnlySpan<byte> id = TRecord.IsWhole ? item.Id.Of(posted.Body) : default;
            int length = payload.Length + target.Length + id.Length;
            Span<byte> buffer = writer.GetBuffer(Math.Max(length, LeastBytes));
            payload.CopyTo(buffer);
            target.CopyTo(buffer[payload.Length..]);
            id.CopyTo(buffer[(payload.Length + target.Length)..]);
            writer.Advance(length);
            _added++;
            writer.Add(
                TRecord.Make(
                    writer.Slice(payload.Length, target.Length),
                    writer.Slice(payload.Length + target.Length, id.Length),
                    writer.Slice(0, payload.Length)),
                isAcknowledged: true);
            writer.Consume(length);
        }
    }

    /// <summary>Hands over what was stored, and answers, or lets the answers wait for their batch.</summary>
    private void Hand(SlabWriter<T> writer)
    {
        if (_options.Acknowledge == HttpAcknowledge.Durable && writer.PublishDurably())
        {
            _group.ForEach(static entry => entry.Posted.Complete(null));
            return;
        }

        writer.Publish();
        lock (_gate)
        {
            _group.ForEach(entry => _waiting.Enqueue((entry.Posted, entry.Record, writer)));
        }

        Settle(); // the batch may be done already
    }

    /// <summary>Answers requests whose batches are done.</summary>
    private void Settle()
    {
        lock (_gate)
        {
            while (_waiting.TryPeek(out (HttpPosted Posted, long Record, SlabWriter<T> Writer) first))
            {
                bool hasFailed = first.Writer.HasFailed; // asked first: it does not change while it is committed
                bool isDone = first.Record <= first.Writer.Committed;
#if HOTSTREAM_TWIN
                isDone |= Environment.GetEnvironmentVariable("HOTSTREAM_TWIN") == "answer-before-batch";
#endif
                if (!isDone && !hasFailed)
                {
                    return;
                }

                long stored = first.Posted.Records - first.Posted.Skipped;
                first.Posted.Committed =
                    first.Posted.Skipped + (int)Math.Clamp(first.Writer.Committed - (first.Record - stored), 0, stored);
                first.Posted.Complete(isDone ? null : s_failed);
                _waiting.Dequeue();
            }
        }
    }

    /// <summary>The way into the engine; a new one when a batch failed, for what that held counts as never stored.</summary>
    private SlabWriter<T> RenewWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            failed.Dispose();
            _writer = CreateWriter(before: failed);
            _added = 0;
        }

        return _writer ??= CreateWriter();
    }
}
