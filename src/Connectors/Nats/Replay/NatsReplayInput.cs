using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Globalization;
using NATS.Client.JetStream.Models;

namespace HotStream.Nats;

/// <summary>
/// A stream of JetStream as an input that can be read again: its position is the sequence of the next message. Messages come beside the
/// batches, at most as many as a batch takes; a batch takes what is there. A server that is away is waited for, and batches are empty
/// meanwhile.
/// </summary>
internal sealed class NatsReplayInput<T, TRecord> : InputDStream<T>
    where TRecord : struct, INatsRecord<T>
{
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(200);

    private readonly NatsAddress _address;
    private readonly string _stream;
    private readonly NatsReplayOptions _options;
    private readonly ConcurrentBag<InputRecords<T>> _free = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _room = new(0);
    private readonly Backoff _backoff;
    private long _position; // sequence of the next message; 0 before that is known
    private long _created;  // when the stream was made, in ticks: another one has other messages under the same sequences
    private long _gap;      // sequence that did not come; 0 when all did
    private IReadOnlyList<SourceRange> _ranges = []; // of the batch read last
    private volatile NatsReader? _reader;
    private Task? _keeping;

    public NatsReplayInput(StreamingContext context, NatsAddress address, string stream, NatsReplayOptions options)
        : base(context, $"{address}/{PlainText.Of(stream)}")
    {
        (_address, _stream, _options) = (address, stream, options);
        _backoff = new Backoff(TimeSpan.MaxValue, TimeProvider.System, context.Options.ReceiverRestartDelay);
    }

    /// <summary>Whether a batch has asked for what is new.</summary>
    internal bool HasBegun => _keeping is not null;

    /// <summary>Sequence of the next message that a batch will take; 0 before that is known.</summary>
    internal long Position => Volatile.Read(ref _position);

    /// <summary>Messages that wait for a batch.</summary>
    internal long Waiting => _reader?.Inbox.Ready ?? 0;

    protected override InputBatch<T> Read(BatchTime time)
    {
        _keeping ??= KeepAsync(_stopping.Token);
        _ranges = [];
        if (_reader is not { } reader || Math.Min(reader.Inbox.Ready, _options.RecordsMax) is var count && count == 0)
        {
            return InputBatch<T>.Of([], 1);
        }

        InputRecords<T> batch = InputRecords<T>.Rent(_free);
        long from = _position;
        for (long i = 0; i < count; i++)
        {
            ref readonly NatsDelivery delivery = ref reader.Inbox[i];
            if (delivery.Sequence >= _position)
            {
                _gap = delivery.Sequence > _position && _options.Subject is null ? _position : _gap;
                _position = delivery.Sequence + 1;
                Add(delivery, batch);
            }
        }

        reader.Inbox.Free(count);
        _room.Release();
        if (from != _position)
        {
            _ranges = [RangeOf(from, _position)];
        }

        return batch.ToBatch(Context.Options.Partitions);
    }

    protected override IReadOnlyList<SourceRange>? RangesOf(BatchTime time) => _ranges;

    /// <summary>The same sequences, as far as the stream still has them.</summary>
    protected override InputBatch<T> ReadAgain(BatchTime time, IReadOnlyList<SourceRange> ranges)
    {
        InputRecords<T> batch = InputRecords<T>.Rent(_free);
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
        Span<byte> saved = output.GetSpan(2 * sizeof(long));
        BinaryPrimitives.WriteInt64LittleEndian(saved, _position);
        BinaryPrimitives.WriteInt64LittleEndian(saved[sizeof(long)..], Volatile.Read(ref _created));
        output.Advance(2 * sizeof(long));
    }

    protected override void Load(ReadOnlySpan<byte> saved)
    {
        _position = BinaryPrimitives.ReadInt64LittleEndian(saved);
        _created = BinaryPrimitives.ReadInt64LittleEndian(saved[sizeof(long)..]);
    }

    protected override void OnStop()
    {
        _stopping.Cancel();
        _keeping?.GetAwaiter().GetResult();
        _stopping.Dispose();
        _room.Dispose();
    }

    private SourceRange RangeOf(long from, long to) =>
        new(_stream, from.ToString(CultureInfo.InvariantCulture), to.ToString(CultureInfo.InvariantCulture));

    private void Add(in NatsDelivery delivery, InputRecords<T> batch)
    {
        if (!delivery.IsTooLarge)
        {
            Utf8Slice subject = TRecord.IsWhole ? batch.Keep(delivery.Subject) : default;
            batch.Records.Add(TRecord.Make(subject, batch.Keep(delivery.Payload), delivery.Sequence));
            return;
        }

        DeadLetter(new DeadLetter(
            OperatorName,
            NatsMessage.PositionOf(PlainText.Of(delivery.Subject), delivery.Sequence),
            $"a message of {delivery.WholeLength} bytes is larger than the maximum of {_options.MessageBytesMax}; raise "
            + "NatsReplayOptions.MessageBytesMax or correct the sender",
            delivery.WholeLength,
            delivery.Payload.ToArray()));
    }

    private void ReportGap(long from, long to) => Report(
        $"sequences {from} to {to - 1} are not in the stream any more: its limits (max age, messages, bytes) have removed them before they "
        + "were read. Let the stream keep more.");

    /// <summary>Keeps a reader open from the position on, until the stop.</summary>
    private Task KeepAsync(CancellationToken stop) =>
        KeepReadingAsync(ReadOnAsync, static failure => (failure as NatsLinkException)?.Message, _backoff, stop);

    private async Task ReadOnAsync(CancellationToken stop)
    {
        NatsLink link = await NatsLink.OpenAsync(_address, _options, $"hotstream {_stream}", stop).ConfigureAwait(false);
        try
        {
            long from = await FindPositionAsync(link, stop).ConfigureAwait(false);
            NatsReader reader = await NatsReader.OpenAsync(link, _stream, _options, TRecord.IsWhole, from, stop).ConfigureAwait(false);
            _reader = reader;
            _backoff.Progress();
            while (!link.Ended.IsCompleted)
            {
                reader.Ask(_options.RecordsMax);
                await _room.WaitAsync(s_look, stop).ConfigureAwait(false);
                await CheckGapAsync(link, stop).ConfigureAwait(false);
            }

            throw new NatsLinkException($"{OperatorName}: {await link.Ended.ConfigureAwait(false)}.");
        }
        finally
        {
            if (_reader is { } reader)
            {
                _reader = null;
                await reader.CloseAsync().ConfigureAwait(false);
            }

            await link.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>A message that did not come may have been deleted alone; the stream's limits are another matter.</summary>
    private async Task CheckGapAsync(NatsLink link, CancellationToken stop)
    {
        if (Interlocked.Exchange(ref _gap, 0) is > 0 and var gap)
        {
            long first = (long)(await NatsReader.FindAsync(link, _stream, stop).ConfigureAwait(false)).State.FirstSeq;
            if (gap < first)
            {
                ReportGap(gap, Math.Min(first, Volatile.Read(ref _position)));
            }
        }
    }

    /// <summary>Where to go on; reports what was removed before it was read.</summary>
    /// <exception cref="NatsLinkException">The stream is not the one that was read.</exception>
    private async Task<long> FindPositionAsync(NatsLink link, CancellationToken stop)
    {
        StreamInfo info = await NatsReader.FindAsync(link, _stream, stop).ConfigureAwait(false);
        long position = Volatile.Read(ref _position);
        CheckIsTheSame(info, position);
        Volatile.Write(ref _created, info.Created.UtcTicks);
        if (position == 0)
        {
            position = _options.Start == NatsStart.First ? Math.Max(1, (long)info.State.FirstSeq) : (long)info.State.LastSeq + 1;
            Volatile.Write(ref _position, position);
        }
        else if (position < (long)info.State.FirstSeq)
        {
            ReportGap(position, (long)info.State.FirstSeq);
        }

        return position;
    }

    private void CheckIsTheSame(StreamInfo info, long position)
    {
        bool isAnother = _created != 0 && _created != info.Created.UtcTicks;
        if (isAnother || position > (long)info.State.LastSeq + 1)
        {
            throw new NatsLinkException($"{OperatorName}: {(isAnother ? "it was deleted and made again" : "it has lost its end")} since "
                + $"sequence {position - 1} was read: it has other messages now. Begin anew, with another checkpoint directory.");
        }
    }

    private void ReadAgain(long from, long to, InputRecords<T> batch)
    {
        var backoff = new Backoff(_options.RetryFor, TimeProvider.System);
        int before = batch.Records.Count;
        while (true)
        {
            try
            {
                ReadAgainAsync(from, to, batch).GetAwaiter().GetResult();
                return;
            }
            catch (NatsLinkException failure)
            {
                batch.CutTo(before);
                if (!backoff.WaitAsync(Stopping).AsTask().GetAwaiter().GetResult())
                {
                    throw new NatsLinkException(
                        $"Sequences {from} to {to - 1} of {OperatorName}, which a batch of an earlier life had, could not be read again: "
                        + failure.Message, failure);
                }
            }
        }
    }

    private async Task ReadAgainAsync(long from, long to, InputRecords<T> batch)
    {
        NatsLink link = await NatsLink.OpenAsync(_address, _options, $"hotstream {_stream}", Stopping).ConfigureAwait(false);
        try
        {
            StreamInfo info = await NatsReader.FindAsync(link, _stream, Stopping).ConfigureAwait(false);
            CheckIsTheSame(info, to);
            NatsReader reader = await NatsReader.OpenAsync(link, _stream, _options, TRecord.IsWhole, from, Stopping).ConfigureAwait(false);
            long last = reader.Pending == 0 ? 0 : TakeAgain(reader, to, batch);
            if (from < (long)info.State.FirstSeq || last < to - 1)
            {
                ReportGap(last < to - 1 ? last + 1 : from, last < to - 1 ? to : (long)info.State.FirstSeq);
            }

            reader.Inbox.Leave();
        }
        finally
        {
            await link.CloseAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Takes messages up to one, as far as there are any.</summary>
    /// <returns>Sequence of the last one.</returns>
    private long TakeAgain(NatsReader reader, long to, InputRecords<T> batch)
    {
        long last = 0;
        long pending = reader.Pending;
        while (last < to - 1 && pending > 0)
        {
            reader.Ask(_options.RecordsMax);
            long count = reader.Inbox.NextRun;
            for (long i = 0; i < count && last < to - 1 && pending > 0; i++)
            {
                ref readonly NatsDelivery delivery = ref reader.Inbox[i];
                (last, pending) = (delivery.Sequence, delivery.Pending);
                if (last < to)
                {
                    Add(delivery, batch);
                }
            }

            reader.Inbox.Free(count);
            if (count == 0 && reader.Inbox.Link.Ended.IsCompleted)
            {
                throw new NatsLinkException($"{OperatorName}: {reader.Inbox.Link.Ended.Result}.");
            }

            if (count == 0)
            {
                Stopping.ThrowIfCancellationRequested();
                reader.Inbox.Wait(s_look);
            }
        }

        return last;
    }
}
