using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;

namespace HotStream.RabbitMq;

/// <summary>
/// A stream queue as an input that can be read again: its position is the offset of the next message. Messages come beside the batches, at
/// most as many as a batch takes; a batch takes what is there. A server that is away is waited for, and batches are empty meanwhile.
/// </summary>
internal sealed class RabbitMqReplayInput<T, TRecord> : InputDStream<T>
    where TRecord : struct, IRabbitMqRecord<T>
{
    private readonly RabbitMqAddress _address;
    private readonly string _queue;
    private readonly RabbitMqReplayOptions _options;
    private readonly ConcurrentBag<InputRecords<T>> _free = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly Backoff _backoff;
    private long _position = -1; // offset of the next message; -1 before the first one is known
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last
    private volatile RabbitMqReader? _reader;
    private Task? _keeping;

    public RabbitMqReplayInput(StreamingContext context, RabbitMqAddress address, string queue, RabbitMqReplayOptions options)
        : base(context, $"{address}/{PlainText.Of(queue)}")
    {
        (_address, _queue, _options) = (address, queue, options);
        _backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, context.Options.ReceiverRestartDelay);
    }

    /// <summary>Whether a batch has asked for what is new.</summary>
    internal bool HasBegun => _keeping is not null;

    /// <summary>Offset of the next message that a batch will take; -1 before the first one is known.</summary>
    internal long Position => Volatile.Read(ref _position);

    /// <summary>Messages that wait for a batch.</summary>
    internal long Waiting => _reader?.Inbox.Ready ?? 0;

    protected override InputBatch<T> Read(BatchTime time)
    {
        _keeping ??= KeepAsync(_stopping.Token);
        _ranges = [];
        if (_reader is not { } reader || reader.Inbox.Ready is var count && (count = Math.Min(count, _options.BatchRecordsMax)) == 0)
        {
            return InputBatch<T>.Of([], 1);
        }

        InputRecords<T> batch = Rent();
        long from = _position;
        for (long i = 0; i < count; i++)
        {
            Take(reader.Inbox[i], batch, ref from);
        }

        reader.Take(count);
        if (from >= 0 && from != _position)
        {
            _ranges = [RangeOf(from, _position)];
        }

        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same offsets, as far as the queue still has them.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        InputRecords<T> batch = Rent();
        foreach (SourceRange range in ranges)
        {
            long from = long.Parse(range.From, CultureInfo.InvariantCulture);
            long to = long.Parse(range.To, CultureInfo.InvariantCulture);
            if (from < to)
            {
                ReadAgain(from, to, batch);
            }

            _position = to;
        }

        _ranges = ranges;
        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override void Save(IBufferWriter<byte> output)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(sizeof(long)), _position);
        output.Advance(sizeof(long));
    }

    protected override void Load(ReadOnlySpan<byte> saved) => _position = BinaryPrimitives.ReadInt64LittleEndian(saved);

    protected override void OnStop()
    {
        _stopping.Cancel();
        _keeping?.GetAwaiter().GetResult();
        _stopping.Dispose();
    }

    private SourceRange RangeOf(long from, long to) =>
        new(_queue, from.ToString(CultureInfo.InvariantCulture), to.ToString(CultureInfo.InvariantCulture));

    private InputRecords<T> Rent() => InputRecords<T>.Rent(_free);

    /// <param name="delivery">The next one; one that was taken already is left out.</param>
    /// <param name="batch">Where it goes.</param>
    /// <param name="from">Where the batch begins; -1 when that is not known yet.</param>
    private void Take(in RabbitMqDelivery delivery, InputRecords<T> batch, ref long from)
    {
        if (delivery.Offset < _position)
        {
            return;
        }

        if (_position >= 0 && delivery.Offset > _position)
        {
            ReportGap(_position, delivery.Offset);
        }

        from = from < 0 ? delivery.Offset : from;
        _position = delivery.Offset + 1;
        Add(delivery, batch);
    }

    private void Add(in RabbitMqDelivery delivery, InputRecords<T> batch)
    {
        if (!delivery.IsTooLarge)
        {
            Utf8Slice key = TRecord.IsWhole ? batch.Keep(delivery.Key) : default;
            batch.Records.Add(TRecord.Make(key, batch.Keep(delivery.Body), delivery.Offset, delivery.Redelivered));
            return;
        }

        DeadLetter(new DeadLetter(
            OperatorName,
            string.Create(CultureInfo.InvariantCulture, $"offset {delivery.Offset}"),
            $"a message of {delivery.WholeLength} bytes is larger than the maximum of {_options.MessageBytesMax}; raise "
            + "RabbitMqReplayOptions.MessageBytesMax or correct the sender",
            delivery.WholeLength,
            delivery.Body.ToArray()));
    }

    private void ReportGap(long from, long to) => Report(
        $"offsets {from} to {to - 1} are not in the queue any more: its retention (max-age, max-length-bytes) has removed them before they "
        + "were read. Let the queue keep more.");

    /// <summary>Keeps a reader open from the position on, until the stop.</summary>
    private Task KeepAsync(CancellationToken stop) =>
        KeepReadingAsync(ReadOnAsync, static failure => (failure as RabbitMqException)?.Message, _backoff, stop);

    private async Task ReadOnAsync(CancellationToken stop)
    {
        long position = Volatile.Read(ref _position);
        object from = position >= 0 ? position : _options.StartOffset is { } offset ? offset
            : _options.Start == RabbitMqStart.First ? "first" : "next";
        RabbitMqReader reader = await OpenAsync(from, stop).ConfigureAwait(false);
        try
        {
            _reader = reader;
            _backoff.Progress();
            string why = await reader.Inbox.Ended.WaitAsync(stop).ConfigureAwait(false);
            throw new RabbitMqException($"{OperatorName}: {why}.");
        }
        finally
        {
            _reader = null;
            await reader.CloseAsync().ConfigureAwait(false);
        }
    }

    private Task<RabbitMqReader> OpenAsync(object from, CancellationToken stop) =>
        RabbitMqReader.OpenAsync(_address, _queue, _options, TRecord.IsWhole, from, stop);

    private void ReadAgain(long from, long to, InputRecords<T> batch)
    {
        var backoff = new Backoff(_options.RetryFor, TimeProvider.System);
        int before = batch.Records.Count;
        while (true)
        {
            try
            {
                ReadAgainOnce(from, to, batch);
                return;
            }
            catch (RabbitMqException failure)
            {
                batch.CutTo(before);
                if (!backoff.WaitAsync(_stopping.Token).AsTask().GetAwaiter().GetResult())
                {
                    throw new RabbitMqException(
                        $"Offsets {from} to {to - 1} of {OperatorName}, which a batch of an earlier life had, could not be read again: "
                        + failure.Message, failure);
                }
            }
        }
    }

    private void ReadAgainOnce(long from, long to, InputRecords<T> batch)
    {
        RabbitMqReader reader = OpenAsync(from, _stopping.Token).GetAwaiter().GetResult();
        try
        {
            for (long next = from; next < to;)
            {
                long count = reader.Inbox.NextRun;
                for (long i = 0; i < count && next < to; i++)
                {
                    next = TakeAgain(reader.Inbox[i], next, to, batch);
                }

                if (count > 0)
                {
                    reader.Take(count);
                }
                else if (reader.Inbox.Ended.IsCompleted)
                {
                    throw new RabbitMqException($"{reader.Inbox.Ended.Result}.");
                }
                else if (!reader.Inbox.Wait(_options.ConnectTimeout))
                {
                    throw new RabbitMqException($"the queue has nothing behind offset {next - 1}: it was deleted, and is another one now. "
                        + "Begin anew, with another checkpoint directory.");
                }
            }
        }
        finally
        {
            reader.CloseAsync().GetAwaiter().GetResult();
        }
    }

    private long TakeAgain(in RabbitMqDelivery delivery, long next, long to, InputRecords<T> batch)
    {
        if (delivery.Offset < next)
        {
            return next;
        }

        if (delivery.Offset > next)
        {
            ReportGap(next, Math.Min(to, delivery.Offset));
        }

        if (delivery.Offset < to)
        {
            Add(delivery, batch);
        }

        return delivery.Offset + 1;
    }
}
