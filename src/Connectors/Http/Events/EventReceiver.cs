using System.Text;

namespace HotStream.Http;

/// <summary>Reads server-sent events; over a new connection behind the last one that it has.</summary>
internal sealed class EventReceiver(HttpSource source, HttpStreamOptions options) : SlabReceiver<ServerSentEvent>
{
    private const int BufferBytes = 32 * 1024;
    private const int LeastBytes = 64;

    private readonly EventParser _parser = new(options.EventBytesMax);
    private SlabWriter<ServerSentEvent>? _writer;
    private bool _hasEvents;

    public override string Name => source.Name;

    protected override DeadLetter Describe(in ServerSentEvent record) => new(Name, $"event {record.Id}", "", record.Data.Bytes);

    protected override async Task RunAsync(CancellationToken stopping)
    {
        await source.WaitAsync(stopping);
        SlabWriter<ServerSentEvent> writer = RenewWriter();
        string? last = _hasEvents ? Encoding.UTF8.GetString(_parser.LastId) : options.LastEventId;
        using HttpResponseMessage? answer = await EventConnection.OpenAsync(source, last, stopping);
        if (answer is null)
        {
            return; // the server says that there will be no more
        }

        using Stream body = await answer.Content.ReadAsStreamAsync(stopping);
        byte[] buffer = new byte[BufferBytes];
        _parser.Begin();
        try
        {
            while (await source.ReadAsync(body, buffer, stopping) is var count and > 0)
            {
                Take(buffer.AsSpan(0, count), writer);
                ReportProgress();
            }
        }
        finally
        {
            EventConnection.Note(source, _parser);
            if (_parser.IsInEvent && _parser.LastId.IsEmpty)
            {
                DeadLetter(new DeadLetter(Name, "the end of a connection", "the event was cut off, and has no id by which it could come "
                    + "again", _parser.WholeLength, _parser.Data.ToArray()));
            }
        }

        Restart("the server ended its answer");
    }

    protected override void OnClosed()
    {
        _writer?.Dispose();
        source.Dispose();
    }

    private void Take(ReadOnlySpan<byte> bytes, SlabWriter<ServerSentEvent> writer)
    {
        while (_parser.Next(ref bytes))
        {
            _hasEvents = true;
            if (_parser.IsTooLarge)
            {
                DeadLetter(EventConnection.TooLarge(Name, _parser, options));
                continue;
            }

            (int id, int type, int data) = (_parser.Id.Length, _parser.Type.Length, _parser.Data.Length);
            int length = id + type + data;
            Span<byte> room = writer.GetBuffer(Math.Max(length, LeastBytes));
            _parser.Id.CopyTo(room);
            _parser.Type.CopyTo(room[id..]);
            _parser.Data.CopyTo(room[(id + type)..]);
            writer.Advance(length);
            writer.Add(new ServerSentEvent(writer.Slice(0, id), writer.Slice(id, type), writer.Slice(id + type, data)));
            writer.Consume(length);
        }

        writer.Publish();
        writer.Rest();
    }

    /// <summary>The way into the engine; a new one when a batch failed.</summary>
    private SlabWriter<ServerSentEvent> RenewWriter()
    {
        if (_writer is { HasFailed: true } failed)
        {
            failed.Dispose();
            _writer = CreateWriter(before: failed);
        }

        return _writer ??= CreateWriter();
    }
}
