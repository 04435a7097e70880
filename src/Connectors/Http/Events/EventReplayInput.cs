using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace HotStream.Http;

/// <summary>
/// Server-sent events as an input that can be read again: its position is the id of the last event that a batch took, behind which the
/// server is asked to go on. Events come beside the batches, at most as many as a batch takes; a batch takes what is there. A server that
/// is away is waited for, and batches are empty meanwhile.
/// </summary>
internal sealed class EventReplayInput<T, TForm> : InputDStream<T>
    where TForm : struct, IEventForm<T>
{
    private readonly HttpSource _source;
    private readonly HttpReplayOptions _options;
    private readonly ConcurrentBag<EventBatch<T>> _free = [];
    private readonly ConcurrentQueue<KeptEvent> _waiting = [];
    private readonly SemaphoreSlim _room = new(0);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Backoff _backoff;
    private EventPosition _position; // behind the last event that a batch took
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last
    private Task? _keeping;

    public EventReplayInput(StreamingContext context, HttpSource source, HttpReplayOptions options)
        : base(context, source.Name)
    {
        (_source, _options, _position) = (source, options, new EventPosition(0, options.LastEventId ?? ""));
        _backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, context.Options.ReceiverRestartDelay);
    }

    /// <summary>Whether a batch has asked for what is new.</summary>
    internal bool HasBegun => _keeping is not null;

    /// <summary>Id of the last event that waits for a batch, or was taken by one.</summary>
    internal string LastId { get; private set; } = "";

    protected override InputBatch<T> Read(BatchTime time)
    {
        _keeping ??= KeepAsync(_position.Id, _stopping.Token);
        _ranges = [];
        EventBatch<T> batch = Rent();
        EventPosition from = _position;
        int taken = 0;
        long number = from.Number;
        ReadOnlySpan<byte> last = default;
        for (; taken < _options.BatchRecordsMax && _waiting.TryDequeue(out KeptEvent kept); taken++)
        {
            Add(kept, batch);
            if (kept.IdLength > 0)
            {
                number++;
                last = kept.Id;
            }
        }

        if (number > from.Number)
        {
            _position = new EventPosition(number, Encoding.UTF8.GetString(last));
            _ranges = [new SourceRange(_source.Name, from.ToString(), _position.ToString())];
        }

        if (taken > 0)
        {
            _room.Release();
        }

        return InputBatch<T>.Of(batch.Records, Context.Options.Partitions, batch);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same events, as far as the server still has them.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        EventBatch<T> batch = Rent();
        foreach (SourceRange range in ranges)
        {
            (EventPosition from, EventPosition to) = (EventPosition.Parse(range.From), EventPosition.Parse(range.To));
            if (from.Number < to.Number)
            {
                ReadAgain(from, to, batch);
            }

            _position = to;
        }

        _ranges = ranges;
        return InputBatch<T>.Of(batch.Records, Context.Options.Partitions, batch);
    }

    protected override void Save(IBufferWriter<byte> output) => output.Write(Encoding.UTF8.GetBytes(_position.ToString()));

    protected override void Load(ReadOnlySpan<byte> saved) =>
        _position = saved.IsEmpty ? _position : EventPosition.Parse(Encoding.UTF8.GetString(saved));

    protected override void OnStop()
    {
        _stopping.Cancel();
        _keeping?.GetAwaiter().GetResult();
        _stopping.Dispose();
        _room.Dispose();
        _source.Dispose();
    }

    private EventBatch<T> Rent() => _free.TryTake(out EventBatch<T>? free) ? free : new EventBatch<T>(_free);

    private void Add(in KeptEvent kept, EventBatch<T> batch)
    {
        if (kept.Letter is { } letter)
        {
            DeadLetter(letter);
            return;
        }

        batch.Add<TForm>(kept);
    }

    /// <summary>Keeps a connection open, behind the last event that was read, until the stop.</summary>
    private Task KeepAsync(string last, CancellationToken stop)
    {
        return KeepReadingAsync(ReadAsync, static failure => (failure as HttpStreamException)?.Message, _backoff, stop);

        async Task ReadAsync(CancellationToken stop)
        {
            await _source.WaitAsync(stop).ConfigureAwait(false);
            using EventReader? reader = await EventReader.OpenAsync(_source, _options, last, stop).ConfigureAwait(false);
            if (reader is null)
            {
                Report($"{_source.Name} has no more events (204): nothing more comes.");
                return;
            }

            while (true)
            {
                KeptEvent kept = await reader.ReadAsync(stop).ConfigureAwait(false);
                last = kept.IdLength > 0 ? Encoding.UTF8.GetString(kept.Id) : last;
                await KeepAsync(kept, stop).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Lets an event wait for its batch; the server is not read from while there is no room.</summary>
    private async Task KeepAsync(KeptEvent kept, CancellationToken stop)
    {
        _backoff.Progress();
        while (_waiting.Count >= _options.BatchRecordsMax)
        {
            await _room.WaitAsync(stop).ConfigureAwait(false);
        }

        _waiting.Enqueue(kept);
        LastId = Encoding.UTF8.GetString(kept.Id);
    }

    private void ReadAgain(EventPosition from, EventPosition to, EventBatch<T> batch)
    {
        var backoff = new Backoff(_options.RetryFor, TimeProvider.System);
        int before = batch.Records.Count;
        while (true)
        {
            try
            {
                ReadAgainAsync(from, to, batch, _stopping.Token).GetAwaiter().GetResult();
                return;
            }
            catch (HttpStreamException failure)
            {
                batch.CutTo(before);
                if (!backoff.WaitAsync(_stopping.Token).AsTask().GetAwaiter().GetResult())
                {
                    throw new HttpStreamException(
                        $"Events behind {PlainText.Of(from.Id)}, up to {PlainText.Of(to.Id)}, of {_source.Name}, which a batch "
                        + $"of an earlier life had, could not be read again: {failure.Message}", failure);
                }
            }
        }
    }

    private async Task ReadAgainAsync(EventPosition from, EventPosition to, EventBatch<T> batch, CancellationToken stop)
    {
        await _source.WaitAsync(stop).ConfigureAwait(false);
        using EventReader reader = await EventReader.OpenAsync(_source, _options, from.Id, stop).ConfigureAwait(false)
            ?? throw new HttpStreamException($"{_source.Name} has no more events (204).");
        byte[] end = Encoding.UTF8.GetBytes(to.Id);
        long count = to.Number - from.Number;
        int before = batch.Records.Count;
        for (long i = 0; i < count;)
        {
            KeptEvent kept = await reader.ReadAsync(stop).ConfigureAwait(false);
            if (kept.IdLength == 0)
            {
                continue; // a dead letter in the life before
            }

            i++;
            Add(kept, batch);
            if (kept.Id.SequenceEqual(end))
            {
                if (i < count)
                {
                    ReportLoss(from, to, count - i);
                }

                return;
            }
        }

        batch.CutTo(before); // they come later than this batch's
        ReportLoss(from, to, count);
    }

    private void ReportLoss(EventPosition from, EventPosition to, long count) => Report(
        $"{count} events behind {PlainText.Of(from.Id)}, up to {PlainText.Of(to.Id)}, which a batch of an earlier life had, are not sent "
        + $"again: {_source.Name} does not keep them so long. They are missing in that batch.");
}
